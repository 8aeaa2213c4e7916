import type { Dice } from './dice.ts';
import type { SimWorld } from './sim-world.ts';

/** Lets everything happen that follows from what was done, without anything else moving. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Delivers the next thing on some link that has one; null where nothing is under way. */
export function deliverSomething({ dice, network }: SimWorld, isStalled: (link: number) => boolean): string | null {
  const links = network.links();
  const start = dice.below(2 * Math.max(1, links.length));
  for (let tried = 0; tried < 2 * links.length; tried += 1) {
    const at = (start + tried) % (2 * links.length);
    const link = links[Math.floor(at / 2)];
    const to = at % 2 === 0 ? 'client' : 'server';
    if (link !== undefined && !isStalled(link.number) && link.deliverOne(to)) return `#${link.number} to ${to}`;
  }
  return null;
}

/** A machine whose storage has been asked for something, or has not answered it. */
export function somebodyStoring(world: SimWorld): SimWorld['server'] | SimWorld['clients'][number] | null {
  const busy = [world.server, ...world.clients].filter(({ lane }) => (lane?.size ?? 0) > 0);
  return busy.length === 0 ? null : world.dice.pick(busy);
}

/** Moves everything that can be moved without time passing. */
export async function settle(world: SimWorld): Promise<void> {
  let isMoving = true;
  while (isMoving) {
    await turn();
    isMoving = false;
    for (const machine of [world.server, ...world.clients]) {
      while (world.execute(machine)) isMoving = true;
      while (machine.lane !== null && machine.lane.answer() !== null) {
        isMoving = true;
        // What follows from one answer is done before the next comes, as with messages between threads.
        await turn();
      }
    }
    for (const link of world.network.links()) {
      while (link.deliverOne('server')) isMoving = true;
      while (link.deliverOne('client')) isMoving = true;
    }
  }
}

const stepMs = 100;

/** Lets time pass, and all happen that does in it. */
export async function run(world: SimWorld, durationMs: number): Promise<void> {
  for (let left = durationMs; left > 0; left -= stepMs) {
    world.timeline.advance(Math.min(stepMs, left));
    await settle(world);
  }
}

/** How long to wait: a moment mostly, and long enough for a silent link to be found now and then. */
export function waitMs(dice: Dice): number {
  if (dice.chance(0.02)) return dice.between(5_000, 40_000);
  return dice.chance(0.15) ? dice.between(200, 3_000) : dice.between(1, 60);
}
