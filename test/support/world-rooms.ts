import type { Limits } from '#shared/protocol/limits.ts';
import { joinServer, roomNamed, type Spot } from './world-talk.ts';
import { createWorld, type World, type WorldPerson, type WorldServer } from './world.ts';

export interface TwoPeople {
  readonly world: World;
  readonly server: WorldServer;
  readonly ann: WorldPerson;
  readonly bob: WorldPerson;
  /** The first room. */
  readonly spot: Spot;
}

/** Two people online in the first room of one server. */
export async function setupTwoPeople(seed: number | string, limits: Partial<Limits> = {}): Promise<TwoPeople> {
  const world = createWorld(seed);
  const server = await world.server({ limits });
  const ann = await world.person('Ann');
  const bob = await world.person('Bob');
  await joinServer(world, ann, server);
  await joinServer(world, bob, server);
  const { roomId } = await roomNamed(world, ann, { server, name: 'general' });
  return { world, server, ann, bob, spot: { server, roomId } };
}
