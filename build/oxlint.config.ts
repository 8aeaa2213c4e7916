import { defineConfig } from 'oxlint';
import { wallOverrides } from './lint-walls.ts';

const clockMessage = 'Time and chance are parameters (clock, random), so that the simulation can replay them.';

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  rules: {
    eqeqeq: 'error',
    'no-param-reassign': 'error',
    'no-restricted-globals': ['error', { name: 'isNaN', message: 'Use Number.isNaN.' }],
    'no-var': 'error',
    'object-shorthand': 'error',
    'prefer-const': 'error',
    // Names and texts are sifted by code point, combining ones among them, and written as escapes.
    'no-misleading-character-class': 'off',
    'no-control-regex': 'off',

    // Small: see CONTRIBUTING.md. A createX() that returns closures counts as one function, hence 100 and not 30.
    'max-lines': ['error', { max: 300 }],
    'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', { max: 3 }],
    'max-depth': ['error', { max: 4 }],

    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'import/no-self-import': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    // A copy is what a list is walked by when the walk may change it.
    'unicorn/no-useless-spread': 'off',
    'unicorn/prefer-node-protocol': 'error',

    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-import-type-side-effects': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/prefer-readonly': 'error',

    // Text is counted and cut by code point, which is what a spread gives.
    'typescript/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
    'typescript/no-misused-promises': 'error',
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/return-await': ['error', 'in-try-catch'],
    // Collaborators are objects of closures: a method of theirs needs no `this`.
    'typescript/unbound-method': 'off',
    // Functions within functions are arrows; what is left of it is walking a list of one's own kind.
    'typescript/no-this-alias': 'off',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  },
  overrides: [
    ...wallOverrides(),
    {
      // These run inside the simulation, or hold rules that it relies on.
      files: ['**/src-shared/**', '**/src-main/client/**', '**/src-main/server/**'],
      rules: {
        'no-restricted-globals': [
          'error',
          ...['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
            name,
            message: clockMessage,
          })),
        ],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: clockMessage },
          { object: 'Math', property: 'random', message: clockMessage },
        ],
      },
    },
    {
      // The environment is read by the process entries and config.ts alone, and handed on.
      files: ['**/src-main/*/**'],
      rules: { 'node/no-process-env': 'error' },
    },
    {
      files: ['test/**', '**/test/**'],
      rules: {
        'max-lines': ['error', { max: 500 }],
        'max-lines-per-function': 'off',
        'vitest/no-focused-tests': 'error',
        'vitest/no-identical-title': 'error',
        'vitest/no-restricted-vi-methods': [
          'error',
          { mock: 'Collaborators are parameters.', doMock: 'Collaborators are parameters.' },
        ],
        'vitest/valid-title': ['error', { mustNotMatch: ['(^|\\] )should\\b', 'State a fact in the present tense.'] }],
      },
    },
    {
      // Programs for people write to their streams on purpose; everything else has a logger.
      files: ['**/src-*/**'],
      rules: { 'no-console': 'error' },
    },
    {
      // Components are named like what they are imported as; test/architecture sees to it.
      files: ['**/*.svelte'],
      rules: { 'unicorn/filename-case': 'off' },
    },
    {
      // The tools that read these take their default export.
      files: ['**/*.config.ts', '**/*-reporter.ts', '**/*-environment.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
  ],
});
