import type { Environment } from 'vitest/runtime';

/** Node, with modules built as they are for a browser: state in them reacts. */
const environment: Environment = {
  name: 'renderer',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
};

export default environment;
