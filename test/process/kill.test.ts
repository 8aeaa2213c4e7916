import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { ChatScript } from '#test/support/chat-script.ts';
import { isServer } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { readStoredMessages } from '#test/support/server-database.ts';

const cycles = 12;
const seed = process.env['HALLWAY_SEED'] ?? 'kill';
const random = createSeededRandom(seed);

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** What a chat has shown of its own messages: the text of each, and how far it came. */
interface Shown {
  readonly queued: string[];
  readonly sent: string[];
}

it(`[I1, I2, I3, D2, D3] a server killed ${cycles} times under load loses, doubles and turns round nothing (seed ${seed})`, async () => {
  office = openOffice();
  let server = await office.openServer();
  const chats = [office.openChat('Mara'), office.openChat('Ole')];
  await Promise.all(chats.map((chat) => chat.until(isServer('online'))));
  let count = 0;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    for (const chat of chats) for (let turn = 0; turn < 15; turn += 1) send(chat, `message ${(count += 1)}`);
    await pause(100 + random.fraction() * 500);
    await server.stop('SIGKILL');
    server = await office.openServer();
  }
  const shown = await Promise.all(chats.map(finish));
  await server.stop('SIGTERM');

  const stored = readStoredMessages(join(office.folder, 'server')).map(({ text }) => text);
  expect(new Set(stored).size).toBe(stored.length);
  expect(stored).toHaveLength(count);
  for (const { sent, queued } of shown) {
    expect(sent.toSorted()).toEqual(queued.toSorted());
    expect(stored.filter((text) => queued.includes(text))).toEqual(queued);
  }
});

it(`[I7, D1, I2, I3] a chat killed ${cycles} times keeps what it has shown as queued, and sends it once and in order (seed ${seed})`, async () => {
  office = openOffice();
  const server = await office.openServer();
  const written: string[] = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const chat = office.openChat('Mara');
    await chat.until(isServer('online'));
    for (let turn = 0; turn < 10; turn += 1) send(chat, `line ${cycle}.${turn}`);
    await pause(random.fraction() * 300);
    await chat.kill();
    written.push(...shownBy(chat).queued);
  }
  const shown = await finish(office.openChat('Mara'));
  await server.stop('SIGTERM');
  expect(shown.queued).toEqual([]);

  const stored = readStoredMessages(join(office.folder, 'server')).map(({ text }) => text);
  expect(new Set(stored).size).toBe(stored.length);
  // More may be there than was shown before the kill, and nothing less.
  expect(stored.filter((text) => written.includes(text))).toEqual(written);
});

function send(chat: ChatScript, text: string): void {
  chat.say({ do: 'message.send', room: 'general', text, id: text });
}

/** Texts by the command that carries them: the result of the line that said it tells which. */
function shownBy(chat: ChatScript): Shown {
  const textOf = new Map(chat.of('result').map(({ command, id }) => [command, String(id)]));
  const inState = (state: string) =>
    chat.of('delivery').flatMap((each) => (each['state'] === state ? (textOf.get(each['command']) ?? []) : []));
  return { queued: inState('queued'), sent: inState('sent') };
}

async function finish(chat: ChatScript): Promise<Shown> {
  await chat.until(isServer('online'));
  expect(await chat.finish()).toBe(0);
  return shownBy(chat);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
