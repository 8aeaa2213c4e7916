import { join } from 'node:path';
import { present } from '#shared/assert.ts';
import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { silentLogger } from '#shared/logger.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { createIds } from '#main/identity/ids.ts';
import type { AppendItem, AppendOutcome, EventLog } from '#main/storage/event-log.ts';
import { asyncFacade } from '#main/storage/client/async-facade.ts';
import { openServerDatabase } from '#main/storage/server/server-database.ts';
import type { ServerEngine } from '#main/storage/server/server-engine.ts';
import { TestDevice, nextCommandId } from '#test/contract/event-log-device.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { readRows } from '#test/support/read-rows.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { logEventOf } from './event-of-frame.ts';
import type { ModelStep } from './model-step.ts';
import { createPlainLog, type Expected, type PlainLog, type Wish } from './plain-log.ts';

/** A person with everything they ever sent. */
interface Author {
  readonly device: TestDevice;
  readonly sent: {
    readonly item: AppendItem;
    readonly commandId: CommandId;
    readonly wish: Wish;
    readonly body: object;
  }[];
}

interface Play {
  readonly folder: string;
  readonly plain: PlainLog;
  readonly authors: readonly Author[];
  readonly rooms: RoomId[];
  engine: ServerEngine;
}

const people = ['Ann', 'Ben', 'Cleo'];
const seed = new Uint8Array(32).fill(7);

/** Does the steps to the log on disk and to the plain one; throws at the first thing that is not the same. */
export function playSteps(folder: string, steps: readonly ModelStep[]): void {
  const play = begin(folder);
  try {
    for (const step of steps) playStep(play, step);
    reopen(play);
    compareWhatIsSeen(play);
  } finally {
    play.engine.close();
  }
}

function begin(folder: string): Play {
  const engine = open(folder);
  const { serverId, serverPersonId, rooms } = engine.directory();
  const general = present(rooms[0], 'a server has a first room').room.roomId;
  const log = asyncFacade<EventLog>(engine);
  const authors = people.map((_, index) => ({ device: new TestDevice(log, serverId, index + 1), sent: [] }));
  const play: Play = { folder, plain: createPlainLog(serverPersonId), authors, rooms: [general], engine };
  const [first] = readRows(join(folder, 'server.db'), 'SELECT command FROM events WHERE seq = 1');
  const ids = { seq: 1, stream: `room:${general}`, streamSeq: 1, kind: 'room.created', person: serverPersonId };
  const command = JSON.parse(String(first?.['command'])) as object;
  play.plain.add(logEventOf(JSON.stringify({ command, header: ids })));
  for (const [index, { device }] of authors.entries()) {
    const item = device.item('person.admit', { displayName: present(people[index], 'a name') });
    const outcome = appendOne(play, item);
    if (outcome.type !== 'accepted' || outcome.event === null) throw new Error('Somebody is not let in.');
    play.plain.consume(device.personId);
    play.plain.add(logEventOf(outcome.event.frame));
  }
  return play;
}

function open(folder: string): ServerEngine {
  const parts = { clock: createFakeClock(), random: createSeededRandom('model'), log: silentLogger };
  const opened = openServerDatabase({ ...parts, folder, seed, name: nameOf('Model') });
  if (!opened.ok) throw new Error(`It does not open: ${opened.error.type}`);
  return opened.value;
}

function reopen(play: Play): void {
  play.engine.close();
  play.engine = open(play.folder);
}

function appendOne({ engine }: Play, item: AppendItem): AppendOutcome {
  return present(engine.append([item]).outcomes[0], 'each item has an outcome');
}

function playStep(play: Play, step: ModelStep): void {
  if (step.type === 'reopen') return reopen(play);
  const author = present(play.authors[step.who % play.authors.length], 'there are authors');
  if (step.type === 'skip' || step.type === 'fallBack') return playWrongNumber(play, author, step.type);
  if (step.type === 'repeat' || step.type === 'renumber' || step.type === 'reuse')
    return playAgain(play, author, { how: step.type, back: step.back });
  if (step.type === 'create') {
    const { visibility, history } = step;
    const name = `Room ${play.rooms.length}`;
    return playNew(play, author, { kind: 'room.create', body: { name, topic: '', visibility, history }, whom: null });
  }
  const roomId = present(play.rooms[step.room % play.rooms.length], 'there are rooms');
  if (step.type === 'say')
    return playNew(play, author, {
      kind: 'message.send',
      body: { roomId, content: { type: 'text', text: 'hi' } },
      whom: null,
    });
  if (step.type !== 'invite') return playNew(play, author, { kind: `room.${step.type}`, body: { roomId }, whom: null });
  const whom = present(play.authors[step.whom % play.authors.length], 'there are authors').device.personId;
  playNew(play, author, { kind: 'room.invite', body: { roomId, personId: whom }, whom });
}

interface Doing {
  readonly kind: Wish['kind'];
  readonly body: { readonly roomId?: RoomId } & Readonly<Record<string, unknown>>;
  readonly whom: PersonId | null;
}

function playNew(play: Play, author: Author, { kind, body, whom }: Doing): void {
  const { device } = author;
  const commandId = nextCommandId();
  const made = createIds(device.serverId).objectId(device.personId, commandId) as RoomId;
  const wish: Wish = { kind, whom, roomId: body.roomId ?? made };
  const expected = play.plain.judge(device.personId, wish);
  const item = device.item(kind, body, { commandId, number: play.plain.nextNumber(device.personId) });
  const outcome = appendOne(play, item);
  hold(expected, outcome, wish);
  play.plain.settle(device.personId, commandId, replyOf(outcome));
  author.sent.push({ item, commandId, wish, body });
  if (outcome.type !== 'accepted' || outcome.event === null) return;
  play.plain.add(logEventOf(outcome.event.frame));
  if (kind === 'room.create') play.rooms.push(made);
}

function playAgain(
  play: Play,
  author: Author,
  { how, back }: { readonly how: 'repeat' | 'renumber' | 'reuse'; readonly back: number },
): void {
  const { device, sent } = author;
  const earlier = sent[sent.length - 1 - (back % Math.max(1, sent.length))];
  if (earlier === undefined) return;
  const { item, commandId, wish, body } = earlier;
  const stored = play.plain.resultOf(device.personId, commandId);
  const number = play.plain.nextNumber(device.personId);
  if (how === 'repeat') {
    const again = replyOf(appendOne(play, item));
    if (again !== stored) throw new Error(`${wish.kind} sent again was answered ${again}, and before ${stored}`);
    return;
  }
  const other = how === 'reuse' ? { ...body, unknown: number } : body;
  const outcome = appendOne(play, device.item(wish.kind, other, { commandId, number }));
  play.plain.consume(device.personId);
  if (how === 'reuse') {
    if (outcome.type !== 'refused' || !outcome.isFinal || !outcome.reply.includes('"command_id_taken"'))
      throw new Error(`An id that is taken was answered ${replyOf(outcome)}`);
  } else if (withoutNumber(replyOf(outcome)) !== withoutNumber(signedAs(stored ?? '', item))) {
    throw new Error(`${wish.kind} numbered anew was answered ${replyOf(outcome)}, and before ${stored}`);
  }
  if (outcome.type === 'accepted' && outcome.event !== null)
    throw new Error('A repeated command became an event again.');
}

/** The acceptance of a repeat that was signed anew says under which number and signature it became an event (P15). */
function signedAs(reply: string, item: AppendItem): string {
  const accepted = JSON.parse(reply) as { readonly header?: unknown };
  if (accepted.header === undefined) return reply;
  const { command, signature } = JSON.parse(item.frame) as {
    readonly command: { readonly number: number; readonly outboxId: string };
    readonly signature: string;
  };
  const { number, outboxId } = command;
  return canonicalJson({ ...accepted, signed: { number, outboxId, signature } });
}

function playWrongNumber(play: Play, { device }: Author, type: 'skip' | 'fallBack'): void {
  const next = play.plain.nextNumber(device.personId);
  const [number, error] = type === 'skip' ? [next + 2, 'out_of_order'] : [next - 1, 'number_used'];
  const roomId = present(play.rooms[0], 'there are rooms');
  const outcome = appendOne(play, device.item('room.join', { roomId }, { number }));
  if (
    outcome.type !== 'refused' ||
    outcome.isFinal ||
    !outcome.reply.includes(`{"expected":${next},"type":"${error}"}`)
  )
    throw new Error(`Number ${number} where ${next} is next was answered ${replyOf(outcome)}`);
}

function hold(expected: Expected, outcome: AppendOutcome, { kind }: Wish): void {
  const problem = new Error(`${kind} was to be ${JSON.stringify(expected)} and was answered ${replyOf(outcome)}`);
  if (expected.type === 'refused for good') {
    if (outcome.type !== 'refused' || !outcome.isFinal) throw problem;
    return;
  }
  if (outcome.type !== 'accepted') throw problem;
  const { event } = outcome;
  if (expected.type === 'already') {
    if (event !== null) throw problem;
    return;
  }
  if (expected.type !== 'event' || event === null) throw problem;
  const { seq, streamSeq, itemNumber } = event;
  if (seq !== expected.seq || streamSeq !== expected.streamSeq || itemNumber !== expected.itemNumber) throw problem;
}

/** Everybody pages through every room that they ever were in, and finds what they may see. */
function compareWhatIsSeen({ engine, plain, authors }: Play): void {
  const { epochId } = engine.directory().epoch;
  for (const { device } of authors) {
    for (const [roomId, room] of plain.events.rooms) {
      if (!room.visible.has(device.personId)) continue;
      const seen: number[] = [];
      for (let before: number | null | undefined = undefined; before !== null;) {
        const params = { roomId: roomId as RoomId, epochId, maxItems: 7, ...(before === undefined ? {} : { before }) };
        const page = engine.readHistory(device.personId, params);
        if (!page.ok) throw new Error(`A page was refused: ${page.error.type}`);
        seen.unshift(...page.value.frames.map((frame) => logEventOf(frame).seq));
        before = page.value.next;
      }
      const expected = plain.events.visibleEvents(device.personId, roomId).map(({ seq }) => seq);
      if (seen.join() !== expected.join()) throw new Error(`Seen is ${seen.join()}, and may be ${expected.join()}`);
    }
  }
}

function replyOf(outcome: AppendOutcome): string {
  return outcome.type === 'malformed' ? `malformed: ${outcome.problem}` : outcome.reply;
}

function withoutNumber(reply: string): string {
  return reply.replace(/"number":\d+/u, '"number":0');
}
