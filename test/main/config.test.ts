import { describe, expect, it } from 'vitest';
import { parseServeArguments } from '#main/config.ts';
import { sentenceForServe } from '#main/serve-sentences.ts';
import { limits } from '#shared/protocol/limits.ts';

const least = { data: '/data', name: 'Lunch', discovery: true };

function problemOf(changes: object): string {
  const config = parseServeArguments({ ...least, ...changes });
  return config.ok ? 'none' : sentenceForServe(config.error);
}

describe('the options of serve', () => {
  it('have defaults for all but the folder and the name', () => {
    expect(parseServeArguments(least)).toEqual({
      ok: true,
      value: {
        networks: { type: 'private' },
        dataFolder: '/data',
        name: 'Lunch',
        port: 7420,
        door: null,
        hosts: ['0.0.0.0', '::'],
        isAdvertised: true,
        metricsPort: null,
        limits,
        isAnyFolder: false,
        ballastBytes: 16 << 20,
        isJson: false,
      },
    });
  });

  it('are read as they are meant', () => {
    const typed = {
      port: '8000',
      host: ['192.168.1.2', '::1', '192.168.1.2'],
      metricsPort: '0',
      ballast: '0',
      anyFolder: true,
      json: true,
      discovery: false,
    };
    const config = parseServeArguments({ ...least, ...typed, name: '  The   office ', limit: ['commandWindow=5'] });
    expect(config).toMatchObject({
      value: {
        name: 'The office',
        port: 8000,
        hosts: ['192.168.1.2', '::1'],
        metricsPort: 0,
        isJson: true,
        isAdvertised: false,
        limits: { ...limits, commandWindow: 5 },
        ballastBytes: 0,
        isAnyFolder: true,
      },
    });
  });

  it('[P1] may change what the protocol leaves to a server, and raise what it promises', () => {
    const limit = ['commandWindow=1', 'maxCommandsPerSecond=1', 'maxConnections=1', 'maxFrameBytes=200000'];
    expect(parseServeArguments({ ...least, limit })).toMatchObject({
      ok: true,
      value: { limits: { commandWindow: 1 } },
    });
  });

  it.each([
    [{ name: '' }, '--name: A name has at least one visible character.'],
    [{ name: '\u200b\u200b' }, '--name: A name has at least one visible character.'],
    [{ name: 'x'.repeat(65) }, '--name: A name has at most 64 characters.'],
    [{ name: 'x'.repeat(10_000) }, '--name: A name has at most 64 characters.'],
    [{ name: '\ud800' }, '--name: The name is not well-formed text.'],
    [{ port: '65536' }, '--port: "65536" is no port. Give a number from 0 to 65535.'],
    [{ port: '-1' }, '--port: "-1" is no port. Give a number from 0 to 65535.'],
    [{ port: '7420x' }, '--port: "7420x" is no port. Give a number from 0 to 65535.'],
    [{ metricsPort: '' }, '--metrics-port: "" is no port. Give a number from 0 to 65535.'],
    [{ host: ['localhost'] }, '--host: "localhost" is no IP address of a machine.'],
    [{ host: ['224.0.0.1'] }, '--host: "224.0.0.1" is no IP address of a machine.'],
    [{ limit: ['commandWindows=5'] }, '--limit: "commandWindows=5" names no limit.'],
    [{ limit: ['toString=5'] }, '--limit: "toString=5" names no limit.'],
    [{ limit: ['commandWindow'] }, '--limit: "commandWindow" is not name=number with a number above 0.'],
    [{ limit: ['commandWindow=0'] }, '--limit: "commandWindow=0" is not name=number with a number above 0.'],
    [{ limit: ['commandWindow=1e3'] }, '--limit: "commandWindow=1e3" is not name=number with a number above 0.'],
    [{ limit: ['maxFrameBytes=8192'] }, 'is less than every client may count on. Give 131072 at least.'],
    [{ limit: ['maxFrameBytesBeforeLogin=512'] }, 'is less than every client may count on. Give 1024 at least.'],
    [
      { limit: ['maxPageBytes=4096'] },
      '"maxPageBytes=4096" is less than every client may count on. Give 98304 at least.',
    ],
    [{ limit: ['maxPageBytes=1000000'] }, '"maxPageBytes=1000000" is more than clients take. Give 98304 at most.'],
    [{ limit: ['loginTimeoutMs=10'] }, 'is less than every client may count on. Give 5000 at least.'],
    [{ limit: ['silenceTimeoutMs=9000'] }, 'is less than every client may count on. Give 25000 at least.'],
    [{ limit: ['pingIntervalMs=30000'] }, 'is more than clients take. Give 10000 at most.'],
    [{ ballast: '16M' }, '--ballast: "16M" is no number of megabytes. 0 keeps no room.'],
  ])('that make no sense are told: %j', (changes, sentence) => {
    expect(problemOf(changes)).toContain(sentence);
  });
});
