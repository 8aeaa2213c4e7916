import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleDefinitions } from './rule-definitions.ts';
import { projectFolder, readSourceFiles, readText } from './source-file.ts';
import { quotedRules, testTitles } from './test-titles.ts';

const protocolPath = 'src-shared/protocol/PROTOCOL.md';
const reliabilityPath = 'docs/reliability.md';

/** The architecture tests hold titles as samples; those prove nothing. */
const titles = readSourceFiles('test')
  .filter(({ path }) => !path.startsWith('test/architecture/'))
  .flatMap(({ path }) => testTitles(path, readText(path)));

describe('the numbered rules', () => {
  it('stand in PROTOCOL.md, each once', () => {
    const ids = rulesOf(protocolPath).map(({ id }) => id);
    expect(ids, `${protocolPath} defines no rule: is it there?`).not.toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('are each quoted by a test', () => {
    const quoted = new Set(titles.flatMap(({ text }) => quotedRules(text)));
    const unproved = rulesOf(protocolPath).filter(({ id, isLater }) => !isLater && !quoted.has(id));
    expect(unproved.map(({ id }) => id)).toEqual([]);
  });

  it('exist when a test quotes them', () => {
    const defined = new Set([...rulesOf(protocolPath), ...rulesOf(reliabilityPath)].map(({ id }) => id));
    const strays = titles.filter(({ text }) => quotedRules(text).some((id) => !defined.has(id)));
    expect(strays.map(({ path, text }) => `${path}: ${text}`)).toEqual([]);
  });
});

describe('a rule is read', () => {
  it('from the start of a list item', () => {
    const markdown = '- **P7** One number.\n  - **P8** nested\nSee **P9**.\n- **T3** Signed (later).\n- **Note** Text.';
    expect(ruleDefinitions(markdown)).toEqual([
      { id: 'P7', isLater: false },
      { id: 'T3', isLater: true },
    ]);
  });

  it('from the titles of tests that run', () => {
    const text = [
      "it('[P7, D7] a fact', f); test.for(rows)(`[T3] seed ${seed}`, f); it.skipIf(x)('[H1] slow', f);",
      "it.skip('[P1] skipped', f); it.todo('[P2] not there'); describe('[P3] a group', f); it('see [P4]', f);",
    ].join('\n');
    const quoted = testTitles('test/a.test.ts', text).flatMap((title) => quotedRules(title.text));
    expect(quoted).toEqual(['P7', 'D7', 'T3', 'H1']);
  });
});

function rulesOf(path: string): ReturnType<typeof ruleDefinitions> {
  return existsSync(`${projectFolder}/${path}`) ? ruleDefinitions(readText(path)) : [];
}
