import { createSeededRandom } from '#test/support/seeded-random.ts';
import { createWorld, type World } from '#test/support/world.ts';
import { joinServer, roomNamed, say, texts } from '#test/support/world-talk.ts';
import { parseAddress } from '#shared/discovery/address.ts';
import { readServerFrame } from '#main/client/server-frame-reader.ts';
import { serverCorpus } from './corpus.ts';
import { turn } from '../turn.ts';
import { createFuzzLine, type FuzzLine } from './fuzz-line.ts';
import { mutateText, pick } from './mutate-text.ts';

export interface FuzzOptions {
  readonly seed: string;
  readonly frames: number;
  readonly note: (line: string) => void;
}

const framesPerTurn = 100;
const notedEvery = 100_000;
/** Between two turns so much time passes, and a connection may do so much wrong in a minute of it. */
const turnMs = 10_000;
const maxProtocolErrorsPerMinute = 1_000;

/** Nonsense into the session of a whole server in memory; in the end somebody honest comes in and is served. */
export async function fuzzSession({ seed, frames, note }: FuzzOptions): Promise<string[]> {
  const random = createSeededRandom(`${seed} session`);
  const world = createWorld(`${seed} fuzz`);
  const server = await world.server({ limits: { maxProtocolErrorsPerMinute } });
  const fuzz = createFuzzLine(random);
  for (let sent = 0; sent < frames; sent += framesPerTurn) {
    if (!fuzz.isOpen) await open(world, fuzz, server.address);
    fuzz.sendNonsense(framesPerTurn);
    await world.settle();
    world.clock.advance(turnMs);
    if (sent % notedEvery === 0) note(`${sent} of ${frames} frames into a session`);
  }
  const mara = await world.person('Mara');
  await joinServer(world, mara, server);
  const { roomId } = await roomNamed(world, mara, { server, name: 'general' });
  await say(world, mara, { server, roomId, text: 'still here' });
  await world.run(1_000);
  const shown = await texts(world, mara, { server, roomId });
  return shown.includes('still here') ? [] : ['after the nonsense nobody is served any more'];
}

async function open(world: World, fuzz: FuzzLine, at: string): Promise<void> {
  const address = parseAddress(at);
  if (!address.ok) throw new Error(`No address: ${at}`);
  const { signal } = new AbortController();
  const dialled = await meanwhile(world, world.network.dialFrom('10.9.9.9')(address.value, signal));
  if (!dialled.ok) throw new Error('The server takes no connection any more.');
  await meanwhile(world, fuzz.open(dialled.value));
}

/** What the work comes to, while time passes in the world. */
async function meanwhile<Value>(world: World, work: Promise<Value>): Promise<Value> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  work.then(over, over);
  await world.until(() => isOver);
  return work;
}

/** Nonsense into what reads a server's frames in a client: it says what is wrong, and throws at nothing. */
export async function fuzzReader({ seed, frames, note }: FuzzOptions): Promise<string[]> {
  const random = createSeededRandom(`${seed} reader`);
  for (let count = 0; count < frames; count += 1) {
    if (count % framesPerTurn === 0) await turn();
    const text = mutateText(pick(random, serverCorpus), random, serverCorpus);
    try {
      readServerFrame(text);
    } catch (error) {
      return [`a client's reader threw ${String(error)} at ${JSON.stringify(text.slice(0, 500))}`];
    }
    if (count % notedEvery === 0) note(`${count} of ${frames} frames into a reader`);
  }
  return [];
}
