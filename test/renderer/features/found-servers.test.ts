import { describe, expect, it } from 'vitest';
import { foundServers } from '#renderer/features/discovery/found-servers.ts';
import { buildServer, nordlicht, serverIdOf } from '#test/main/terminal/builders.ts';

const heard = { name: 'Nordlicht', addresses: ['10.0.0.1:7420'], isKnown: true, networks: [], lastSeenAt: 5 };
const proofOf = (found: ReturnType<typeof foundServers>) => found.map(({ name, isProved }) => [name, isProved]);

describe('a door nearby', () => {
  it('is proved where its server is heard and something is here that only it can have sent', () => {
    const nearby = [
      { ...heard, serverId: nordlicht },
      { ...heard, serverId: serverIdOf('p'), name: 'Pasted' },
      { ...heard, serverId: serverIdOf('s'), name: 'Strange', isKnown: false },
    ];
    const found = foundServers(nearby, [buildServer()], (serverId) => serverId !== serverIdOf('p'));
    expect(proofOf(found)).toEqual([
      ['Nordlicht', true],
      ['Pasted', false],
      ['Strange', false],
    ]);
  });

  it('of a server that is silent is not, and says an address once that is its name', () => {
    const address = '10.9.9.9:7420';
    const found = foundServers([], [buildServer({ name: address, addresses: [address, '10.9.9.8:7420'] })], () => true);
    expect(proofOf(found)).toEqual([[address, false]]);
    expect(found[0]?.addresses).toEqual(['10.9.9.8:7420']);
  });

  it('[T8] of another server says which known one it could be taken for', () => {
    const nearby = ['Nоrdliсht', 'N0RDLICHT', 'Nordlichter', 'Nordlicht'].map((name, index) => ({
      ...heard,
      serverId: serverIdOf('abc'[index] ?? 'n'),
      name,
      isKnown: index === 3,
    }));
    const found = foundServers(nearby, [buildServer()], () => true);
    expect(new Map(found.map(({ name, looksLike }) => [name, looksLike]))).toEqual(
      new Map([
        ['Nоrdliсht', 'Nordlicht'],
        ['N0RDLICHT', 'Nordlicht'],
        ['Nordlichter', null],
        ['Nordlicht', null],
      ]),
    );
  });
});
