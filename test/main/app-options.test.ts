import { expect, it } from 'vitest';
import { parseAppArguments } from '#main/app-options.ts';

const parse = (...args: readonly string[]) => parseAppArguments(args);

it('a server of the app listens on the addresses that were named, each once, and on all of them otherwise', () => {
  const hosts = ['10.0.0.1', '10.0.0.1', '0.0.0.0', 'FE80:0::1'].flatMap((host) => ['--server-host', host]);
  expect(parse(...hosts)).toMatchObject({ value: { serverHosts: ['10.0.0.1', '0.0.0.0', 'fe80::1'] } });
  expect(parse()).toMatchObject({ type: 'options', value: { serverHosts: [] } });
});

it.each(['foo', '', '10.0.0', '10.0.0.1:80', '224.0.0.1'])(
  'what is no address to listen on is refused: %j',
  (typed) => {
    expect(parse('--server-host', typed)).toEqual({
      type: 'refused',
      sentence: `--server-host: "${typed}" is no IP address of a machine. Leave it out to listen on all of them.`,
    });
  },
);
