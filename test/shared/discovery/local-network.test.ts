import { describe, expect, it } from 'vitest';
import {
  choiceFor,
  doubtGateways,
  followNetworks,
  isMeantByStart,
  isPublicNetwork,
  isToldOf,
  knownFurther,
  networkIdOf,
  standingOf,
  withChoice,
  type NetworkChoice,
} from '#shared/discovery/local-network.ts';
import { localNetwork } from '#test/support/local-networks.ts';

const office = localNetwork();
const cafe = localNetwork({ gateway: { address: '192.168.1.1', mac: 'aa:bb:cc:00:00:99' } });
const unknownGateway = localNetwork({ gateway: { address: '192.168.1.1', mac: null } });
const withoutGateway = localNetwork({ gateway: null });
const unmarked = localNetwork({ isMarkedPublic: null });
const untold = localNetwork({ gateway: 'unknown' });
const settled = (network = office) => ({ network, since: 0 });
const later = 10_000;

describe('[T11] a network', () => {
  it('is known again by its subnet and the hardware address of its gateway, by cable as by air', () => {
    expect(networkIdOf(localNetwork({ interfaceName: 'eth0', address: '192.168.1.77' }))).toBe(networkIdOf(office));
    const others = [
      cafe,
      unknownGateway,
      withoutGateway,
      localNetwork({ prefix: 23 }),
      localNetwork({ address: '192.168.2.5' }),
    ];
    expect(new Set([office, ...others].map(networkIdOf)).size).toBe(6);
  });

  it('without a known gateway is another one on another interface', () => {
    for (const network of [unknownGateway, withoutGateway, untold]) {
      expect(networkIdOf({ ...network, interfaceName: 'eth0' })).not.toBe(networkIdOf(network));
    }
  });

  it('is public by its addresses, or because its person told the system so', () => {
    expect(isPublicNetwork(office)).toBe(false);
    expect(isPublicNetwork(localNetwork({ address: '203.0.113.7' }))).toBe(true);
    expect(isPublicNetwork(localNetwork({ isMarkedPublic: true }))).toBe(true);
    expect(isPublicNetwork(unmarked)).toBe(false);
  });

  it('is meant by whoever starts a server there, but for a public one and a tunnel', () => {
    expect(isMeantByStart(office)).toBe(true);
    expect(isMeantByStart(localNetwork({ address: '203.0.113.7' }))).toBe(false);
    expect(isMeantByStart(localNetwork({ isMarkedPublic: true }))).toBe(false);
    expect(isMeantByStart(localNetwork({ kind: 'tunnel' }))).toBe(false);
  });

  it('is not meant by it while the system does not tell what is behind it, or whether strangers are there', () => {
    for (const network of [untold, unmarked]) {
      expect(isToldOf(network)).toBe(false);
      expect(isMeantByStart(network)).toBe(false);
    }
    expect(isMeantByStart(withoutGateway)).toBe(true);
  });

  it('that this computer shares with others is not meant, unless it leads on, as the switch that a cable is bridged to', () => {
    expect(isMeantByStart(localNetwork({ kind: 'shared', gateway: null }))).toBe(false);
    expect(isMeantByStart(localNetwork({ kind: 'shared' }))).toBe(true);
  });
});

describe('[T11] whether a server is there for a network', () => {
  it('is as it was chosen', () => {
    expect(standingOf(settled(), choiceFor(office, true, 1), later)).toBe('served');
    expect(standingOf(settled(), choiceFor(office, false, 1), later)).toBe('not_served');
  });

  it('is asked where nobody chose', () => {
    expect(standingOf(settled(), undefined, later)).toBe('asked');
    expect(standingOf(settled(localNetwork({ kind: 'tunnel', gateway: null })), undefined, later)).toBe('asked');
  });

  it('needs no answer inside this computer; a virtual interface that leads on is a network like others', () => {
    expect(standingOf(settled(localNetwork({ kind: 'virtual', gateway: null })), undefined, later)).toBe('own');
    const further = [localNetwork({ kind: 'virtual' }), localNetwork({ kind: 'virtual', gateway: 'unknown' })];
    for (const network of further) expect(standingOf(settled(network), undefined, later)).toBe('asked');
  });

  it('is asked of a switch inside this computer that others may be on', () => {
    expect(standingOf(settled(localNetwork({ kind: 'shared', gateway: null })), undefined, later)).toBe('asked');
  });

  it('is open for 3 s where its gateway is not known, whatever was chosen for such a one', () => {
    for (const network of [unknownGateway, withoutGateway, untold]) {
      const choice = choiceFor(network, true, 1);
      expect(standingOf({ network, since: 7_001 }, choice, later)).toBe('settling');
      expect(standingOf({ network, since: 7_000 }, choice, later)).toBe('served');
      expect(standingOf({ network, since: 7_001 }, undefined, later)).toBe('settling');
    }
    expect(standingOf({ network: office, since: later }, choiceFor(office, true, 1), later)).toBe('served');
  });
});

describe('[T11] networks that are followed', () => {
  it('keep the gateway that the system has forgotten, and the time since they are what they are', () => {
    const first = followNetworks([], [office], 1_000);
    expect(first).toEqual([{ network: office, since: 1_000, isDoubted: false }]);
    expect(followNetworks(first, [unknownGateway], 2_000)).toEqual(first);
  });

  it('keep that gateway as long as they stay, though it was unplugged', () => {
    const first = followNetworks([], [office], 1_000);
    expect(followNetworks(followNetworks(first, [unknownGateway], 90_000), [unknownGateway], 9_000_000)).toEqual(first);
  });

  it('keep the gateway that the system does not tell of, and have none where it never did', () => {
    const first = followNetworks([], [office], 1_000);
    expect(followNetworks(followNetworks(first, [untold], 2_000), [untold], 9_000_000)).toEqual(first);
    const bare = followNetworks([], [withoutGateway], 1_000);
    expect(followNetworks(bare, [untold], 2_000)).toEqual(bare);
    expect(followNetworks([], [untold], 2_000)).toMatchObject([{ network: untold, since: 2_000 }]);
  });

  it('stay public while the system does not tell, at the same place and not across a sleep', () => {
    const first = followNetworks([], [localNetwork({ isMarkedPublic: true })], 1_000);
    expect(followNetworks(followNetworks(first, [unmarked], 2_000), [unmarked], 9_000)).toEqual(first);
    expect(followNetworks(doubtGateways(first), [unmarked], 2_000)).toMatchObject([{ network: unmarked }]);
    const elsewhere = { ...cafe, isMarkedPublic: null };
    expect(followNetworks(first, [elsewhere], 2_000)).toMatchObject([{ network: elsewhere }]);
  });

  it('keep no gateway across a sleep, unless it is seen again', () => {
    const doubted = doubtGateways(followNetworks([], [office], 1_000));
    expect(followNetworks(doubted, [untold], 2_000)).toMatchObject([{ network: untold, since: 2_000 }]);
    expect(followNetworks(doubted, [unknownGateway], 2_000)).toMatchObject([{ network: unknownGateway, since: 2_000 }]);
    expect(followNetworks(doubted, [office], 2_000)).toEqual([{ network: office, since: 1_000, isDoubted: false }]);
  });

  it('are others once the gateway is another, or they were gone', () => {
    const first = followNetworks([], [office], 1_000);
    expect(followNetworks(first, [cafe], 2_000)).toMatchObject([{ network: cafe, since: 2_000 }]);
    const moved = localNetwork({ gateway: { address: '192.168.1.254', mac: null } });
    expect(followNetworks(first, [moved], 2_000)).toMatchObject([{ network: moved, since: 2_000 }]);
    expect(followNetworks(followNetworks(first, [], 2_000), [unknownGateway], 3_000)).toMatchObject([
      { network: unknownGateway, since: 3_000 },
    ]);
  });

  it('are known further when their gateway shows its hardware address, and only then', () => {
    const before = followNetworks([], [unknownGateway], 1_000);
    expect(knownFurther(before, followNetworks(before, [office], 2_000))).toEqual([{ from: before[0], to: office }]);
    const silent = followNetworks([], [untold], 1_000);
    expect(knownFurther(silent, followNetworks(silent, [office], 2_000))).toEqual([{ from: silent[0], to: office }]);
    const doubted = doubtGateways(silent);
    expect(knownFurther(doubted, followNetworks(doubted, [office], 2_000))).toEqual([]);
    const bare = followNetworks([], [withoutGateway], 1_000);
    expect(knownFurther(bare, followNetworks(bare, [office], 2_000))).toEqual([]);
    const known = followNetworks([], [office], 1_000);
    expect(knownFurther(known, followNetworks(known, [cafe], 2_000))).toEqual([]);
  });
});

it('[T11] a choice takes the place of the one before, and of more than 64 the oldest go', () => {
  const networks = Array.from({ length: 70 }, (_, at) => localNetwork({ address: `10.0.${at}.5` }));
  const all = networks.reduce<readonly NetworkChoice[]>(
    (choices, network, at) => withChoice(choices, choiceFor(network, true, at)),
    [],
  );
  expect(all).toHaveLength(64);
  expect(Math.min(...all.map(({ chosenAt }) => chosenAt))).toBe(6);
  const changed = withChoice(all, choiceFor(localNetwork({ address: '10.0.69.9' }), false, 99));
  expect(changed).toHaveLength(64);
  expect(changed.filter(({ subnet }) => subnet === '10.0.69.0/24')).toMatchObject([{ isServed: false, chosenAt: 99 }]);
});
