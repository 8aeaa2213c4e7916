import { act } from './acts/actions.ts';
import { befall, bringIn, type Stalls } from './acts/faults.ts';
import type { Mood, MoveName } from './mood.ts';
import { deliverSomething, somebodyStoring, waitMs } from './world/moving.ts';
import type { SimWorld } from './world/sim-world.ts';

/** Whatever chance decides to happen next in a world: one thing at a time. */
export interface Chaos {
  step(): void;
}

/** Whether it could be done. */
type Move = () => boolean;

export function createChaos(world: SimWorld, mood: Mood): Chaos {
  const { dice, trace, timeline, clients } = world;
  const stalls: Stalls = new Map();
  let steps = 0;

  function note(what: string, whom: string | null): boolean {
    if (whom !== null) trace.line(`${what} ${whom}`);
    return whom !== null;
  }

  function wait(): boolean {
    const ms = waitMs(dice);
    trace.line(`waits ${ms}`);
    timeline.advance(ms);
    return true;
  }

  const moves: Readonly<Record<MoveName, Move>> = {
    deliver: () =>
      note(
        'delivers',
        deliverSomething(world, (link) => (stalls.get(link) ?? 0) > steps),
      ),
    store: () => {
      const machine = somebodyStoring(world);
      return machine !== null && world.execute(machine);
    },
    answer: () => {
      const machine = somebodyStoring(world);
      return note('answers', machine?.lane?.answer() ?? null);
    },
    wait,
    act: () => {
      const up = clients.filter(({ state }) => state === 'up');
      if (up.length === 0) return false;
      const client = dice.pick(up);
      if (!client.disk.hasJoined) {
        bringIn(world, client);
        return note(client.name, 'comes in');
      }
      // Two machines with one key take the place from each other; somebody sits in front of both.
      const isOut = world.watching.shownBy(client).server?.connection.type === 'refused';
      const name = isOut && dice.chance(0.4) ? 'connectNow' : dice.weighted(mood.actions);
      return note(`${client.name} does ${name}`, act(world, client, name));
    },
    fault: () => {
      const name = dice.weighted(mood.faults);
      return note(name, befall(world, name, { step: steps, stalls, maxClients: mood.maxClients }));
    },
  };

  return {
    step: () => {
      steps += 1;
      if (!moves[dice.weighted(mood.moves)]()) wait();
    },
  };
}
