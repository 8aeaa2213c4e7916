import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#shared/random.ts';
import { isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { readRows } from '#test/support/read-rows.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { memoryFolder } from '../memory-folder.ts';
import { within } from '../within.ts';
import { rollBack, type WayBack } from './roll-back.ts';
import { untilShown } from './until-shown.ts';
import { watchGate } from './watch-gate.ts';

export interface LostForGood {
  /** Events that no remaining device held. */
  readonly events: number;
  /** How many the server says are missing. */
  readonly named: number;
  readonly violations: readonly string[];
}

const patienceMs = 60_000;

/**
 * Somebody alone in a private room writes, others see the log go on, and the server goes back to before that. The device of the
 * one is lost with all it held: what it alone held must be named, neither less nor more, and all else come back (H7).
 */
export async function loseForGood(random: Random, way: WayBack): Promise<LostForGood> {
  const office = openOffice({ parent: memoryFolder });
  try {
    const first = await office.openServer();
    const [finn, ...others] = await Promise.all(['Finn', 'Mara', 'Ole'].map((name) => come(office, name)));
    if (finn === undefined) throw new Error('Finn did not come.');
    const backup = join(office.folder, 'before.db');
    await runServeTask('backup', office.serverFolder, backup);
    await done(finn, 'room.create', { name: 'alone', topic: '', visibility: 'private', history: 'joined' });
    const alone = 3 + Math.floor(random.fraction() * 10);
    for (let line = 1; line <= alone; line += 1) await done(finn, 'message.send', { room: 'alone', text: `${line}` });
    await done(finn, 'wait', { for: 'sent' });
    await sayAll(others, 'after that');
    await finn.kill();
    rmSync(office.folderOf('Finn'), { recursive: true, force: true });
    await first.stop('SIGTERM');
    const before = commandsIn(office);
    await rollBack(office.serverFolder, backup, way);
    await office.openServer();
    const gate = watchGate(office.serverFolder);
    await sayAll(others, 'after the rollback');
    gate.stop();
    const { missing } = (await runServeTask('status', office.serverFolder))['healing'] as { missing: number };
    const gone = missingFrom(before, commandsIn(office));
    return { events: gone.length, named: missing, violations: [...gate.stuck, ...judge({ alone, gone, missing })] };
  } finally {
    await office.close();
  }
}

async function come(office: Office, name: string): Promise<ChatScript> {
  const chat = office.openChat(name, '--wait', '60');
  await chat.until(isServer('online'), patienceMs);
  await chat.ask('wait', { for: 'room', room: 'general' });
  return chat;
}

async function done(chat: ChatScript, what: string, fields: object): Promise<void> {
  const answer = await chat.ask(what, fields);
  if (answer.event !== 'result') throw new Error(`${chat.name} could not ${what}: ${JSON.stringify(answer)}`);
}

/** Each writes, and is shown what the others wrote: their positions are beyond all that was said before. */
async function sayAll(chats: readonly ChatScript[], what: string): Promise<void> {
  const texts = chats.map(({ name }) => `${name} says: ${what}`);
  for (const [index, chat] of chats.entries())
    chat.say({ do: 'message.send', room: 'general', text: texts[index] ?? '' });
  await Promise.all(chats.map((chat) => within(patienceMs, untilShown(chat, texts))));
}

interface Command {
  readonly commandId: string;
  readonly text: string;
}

function commandsIn({ serverFolder }: Office): Command[] {
  const sql = "SELECT command ->> 'commandId' AS commandId, command AS text FROM events";
  return readRows(join(serverFolder, 'server.db'), sql) as unknown as Command[];
}

function missingFrom(before: readonly Command[], after: readonly Command[]): Command[] {
  const here = new Set(after.map(({ commandId }) => commandId));
  return before.filter(({ commandId }) => !here.has(commandId));
}

interface Judged {
  /** How many lines stood in the room of one. */
  readonly alone: number;
  readonly gone: readonly Command[];
  readonly missing: number;
}

/** The room itself is lost with its lines. */
function judge({ alone, gone, missing }: Judged): string[] {
  const found: string[] = [];
  const others = gone.filter(({ text }) => text.includes('says: '));
  if (others.length > 0) found.push(`${others.length} events that devices hold did not come back`);
  if (gone.length !== alone + 1) found.push(`${gone.length} events are gone, and one device alone held ${alone + 1}`);
  if (missing !== gone.length) found.push(`${gone.length} events are lost for good, and ${missing} are named`);
  return found;
}
