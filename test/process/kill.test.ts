import { afterEach, expect, it } from 'vitest';
import { readHistory } from '#test/support/chat-history.ts';
import { isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { logProblems, readStoredMessages } from '#test/support/server-database.ts';
import { startTalking } from '#test/support/talker.ts';

const [serverCycles, chatCycles, bothCycles] = [25, 20, 10];
const seed = process.env['HALLWAY_SEED'] ?? 'kill';
const minuteMs = 60_000;

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

it(
  `[I1, I2, I3, I4, D2, D3] a server killed ${serverCycles} times under load loses, doubles and reorders nothing (seed ${seed})`,
  { timeout: 5 * minuteMs },
  async () => {
    const { place, random } = setupOffice();
    let server = await place.openServer();
    const chats = [place.openChat('Mara'), place.openChat('Ole'), place.openChat('Ida')];
    await Promise.all(chats.map((chat) => chat.until(isServer('online'))));
    const talkers = chats.map((chat) => startTalking(chat, { atOnce: 12 }));
    for (let cycle = 0; cycle < serverCycles; cycle += 1) {
      const [moment = 0, watched = 0] = [random.fraction() * 30, random.fraction() * talkers.length].map(Math.floor);
      await talkers[watched]?.untilMore('sent', 1 + moment);
      await server.stop('SIGKILL');
      server = await place.openServer();
    }
    for (const talker of talkers) talker.stop();
    await Promise.all(chats.map(untilSent));
    const last = await chats[0]?.ask('message.send', { room: 'general', text: 'That was all.' });
    await Promise.all(
      chats.map((chat) => chat.until(({ event, command }) => event === 'message' && command === last?.['command'])),
    );
    await Promise.all(chats.map(untilSent));
    const histories = await Promise.all(chats.map((chat) => readHistory(chat)));
    for (const chat of chats) expect(await chat.finish()).toBe(0);
    await server.stop('SIGTERM');

    expect(logProblems(place.serverFolder)).toEqual([]);
    const stored = readStoredMessages(place.serverFolder);
    const inLog = stored.map(({ commandId, text, itemNumber }) => ({ commandId, text, itemNumber }));
    for (const history of histories)
      expect(history.map(({ commandId, text, itemNumber }) => ({ commandId, text, itemNumber }))).toEqual(inLog);
    const known = new Map(stored.map((message) => [message.commandId, message.itemNumber]));
    for (const { chat, written, sent } of talkers) {
      expect(stored.map(({ text }) => text).filter(isBy(chat.name))).toEqual(written());
      for (const { command, number } of sent()) expect(known.get(String(command))).toBe(number);
      expectToldOnce(chat);
    }
  },
);

it(
  `[I7, D1, I2, I3] a chat killed ${chatCycles} times while it queues sends what it showed as queued, once and in order (seed ${seed})`,
  { timeout: 4 * minuteMs },
  async () => {
    const { place, random } = setupOffice();
    let server = await place.openServer();
    const told: Told[] = [];
    let from = 1;
    for (let cycle = 0; cycle < chatCycles; cycle += 1) {
      const chat = place.openChat('Mara');
      if (cycle === 0) await chat.until(isServer('online'));
      // Every fourth time there is no server to send to.
      const isServerAway = cycle % 4 === 3;
      if (isServerAway) await server.stop('SIGKILL');
      const talker = startTalking(chat, { from, atOnce: isServerAway ? 60 : 12 });
      await talker.untilMore('queued', 1 + Math.floor(random.fraction() * 20));
      await chat.kill();
      told.push(...talker.queued());
      from += talker.written().length;
      if (isServerAway) server = await place.openServer();
    }
    await expectAllSent(place.openChat('Mara'));
    await server.stop('SIGTERM');
    expect(logProblems(place.serverFolder)).toEqual([]);
    expectStored(place, told);
  },
);

it(
  `[I1, I2, I3, I7, D3] server and chat killed together ${bothCycles} times lose, double and reorder nothing (seed ${seed})`,
  { timeout: 4 * minuteMs },
  async () => {
    const { place, random } = setupOffice();
    const told: Told[] = [];
    let server = await place.openServer();
    let from = 1;
    for (let cycle = 0; cycle < bothCycles; cycle += 1) {
      const chat = place.openChat('Mara');
      const talker = startTalking(chat, { from, atOnce: 12 });
      await talker.untilMore('sent', 1 + Math.floor(random.fraction() * 25));
      await Promise.all([server.stop('SIGKILL'), chat.kill()]);
      told.push(...talker.queued());
      from += talker.written().length;
      server = await place.openServer();
    }
    await expectAllSent(place.openChat('Mara'));
    await server.stop('SIGTERM');
    expect(logProblems(place.serverFolder)).toEqual([]);
    expectStored(place, told);
  },
);

interface Told {
  readonly command: unknown;
  readonly text: string;
}

function setupOffice() {
  office = openOffice();
  return { place: office, random: createSeededRandom(seed) };
}

async function untilSent(chat: ChatScript): Promise<void> {
  expect(await chat.ask('wait', { for: 'sent', timeoutMs: 20_000 })).toMatchObject({ event: 'result' });
}

async function expectAllSent(chat: ChatScript): Promise<void> {
  await chat.until(isServer('online'));
  expect(await chat.finish()).toBe(0);
}

/** What was shown is there under its id; more may be there, written down and not yet shown when the kill came. */
function expectStored({ serverFolder }: Office, told: readonly Told[]): void {
  const stored = readStoredMessages(serverFolder);
  const commands = new Set(told.map(({ command }) => command));
  const found = stored.filter(({ commandId }) => commands.has(commandId));
  expect(found.map(({ commandId, text }) => ({ command: commandId, text }))).toEqual(
    told.map(({ command, text }) => ({ command, text })),
  );
  const lines = stored.map(({ text }) => Number(text.split(' ')[1]));
  expect(lines).toEqual([...new Set(lines)].toSorted((one, other) => one - other));
}

/** What others say is told once each, in the room's order. */
function expectToldOnce(chat: ChatScript): void {
  const numbers = chat.of('message').flatMap(({ isMine, number }) => (isMine === true ? [] : [Number(number)]));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
}

function isBy(name: string): (text: string) => boolean {
  return (text) => text.startsWith(`${name} `);
}
