import { join } from 'node:path';
import { present } from '#shared/assert.ts';
import { readHistory, type ShownMessage } from '#test/support/chat-history.ts';
import { isServer, startChat, type ChatScript } from '#test/support/chat-script.ts';
import type { SpawnProcess } from '#test/support/entry-process.ts';
import { logProblems, readStoredMessages } from '#test/support/server-database.ts';
import { startTalking, type Talker } from '#test/support/talker.ts';
import { checkHistory } from './checker/check-history.ts';
import type { Observer } from './checker/history.ts';
import { watchPhases } from './connection-phases.ts';
import type { Convergence } from './convergence.ts';

/** Real chat processes that talk without end while their network is treated badly. */
export interface ChatCrowd {
  readonly chats: readonly ChatScript[];
  /** From when all is well again until everybody has shown something that everybody else wrote after it. */
  converge(): Promise<Convergence>;
  /** The milliseconds of the same while nothing is wrong, at the longest of a few times. */
  healthy(): Promise<number>;
  stopTalking(): Promise<void>;
  /** What each of them shows once it has all that is written; nobody talks any more, and the network is well. */
  histories(): Promise<readonly (readonly ShownMessage[])[]>;
  /** What is wrong with the log and with what they showed; the server has stopped. */
  judge(serverFolder: string, histories: readonly (readonly ShownMessage[])[]): string[];
  /** Ends all of them at once. */
  close(): Promise<void>;
}

export interface Seat {
  readonly name: string;
  /** The join line or address by which this one reaches the server. */
  readonly target: string;
  readonly spawn?: SpawnProcess;
  /** Whether it looks for servers on its network; not otherwise. */
  readonly isDiscovering?: boolean;
}

export interface CrowdOptions {
  readonly folder: string;
  readonly seats: readonly Seat[];
  /** How many messages each has on the way. */
  readonly atOnce: number;
}

const patienceMs = 90_000;
const healthyTurns = 5;

export async function openChatCrowd({ folder, seats, atOnce }: CrowdOptions): Promise<ChatCrowd> {
  const chats = seats.map(({ name, target, spawn, isDiscovering = false }) => {
    const more = [...(isDiscovering ? [] : ['--no-discovery']), '--server', target, '--wait', '90'];
    return startChat({ folder: join(folder, name), name, more, ...(spawn === undefined ? {} : { spawn }) });
  });
  const close = async (): Promise<void> => {
    await Promise.all(chats.map((chat) => chat.kill()));
  };
  try {
    await Promise.all(chats.map((chat) => chat.until(isServer('online'))));
    await Promise.all(chats.map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
  } catch (error) {
    await close();
    throw error;
  }
  const phases = chats.map(watchPhases);
  const talkers = chats.map((chat) => startTalking(chat, { atOnce }));
  let healings = 0;

  const converge = async (): Promise<Convergence> => {
    healings += 1;
    const startedAt = performance.now();
    const texts = chats.map(({ name }) => `${name} heals ${healings}`);
    const isShown = (event: { readonly [key: string]: unknown }, text: string) =>
      event['event'] === 'message' && event['text'] === text;
    for (const [index, chat] of chats.entries())
      chat.say({ do: 'message.send', room: 'general', text: texts[index] ?? '' });
    await Promise.all(
      chats.flatMap((chat) => texts.map((text) => chat.until((event) => isShown(event, text), patienceMs))),
    );
    const all = phases.map((clock) => clock.since(startedAt)).toSorted((a, b) => a.onlineMs - b.onlineMs);
    return { ms: performance.now() - startedAt, slowest: present(all[0], 'a chat') };
  };

  return {
    chats,
    converge,
    healthy: async () => {
      let longest = 0;
      for (let turn = 0; turn < healthyTurns; turn += 1) longest = Math.max(longest, (await converge()).ms);
      return longest;
    },
    stopTalking: async () => {
      for (const talker of talkers) talker.stop();
      await Promise.all(chats.map((chat) => chat.ask('wait', { for: 'sent', timeoutMs: patienceMs })));
    },
    histories: async () => {
      // What is said after all else has come after all else.
      await converge();
      return Promise.all(chats.map((chat) => readHistory(chat)));
    },
    close,
    judge: (serverFolder, histories) => judge({ chats, talkers, histories, serverFolder }),
  };
}

interface Judged {
  readonly chats: readonly ChatScript[];
  readonly talkers: readonly Talker[];
  readonly histories: readonly (readonly ShownMessage[])[];
  readonly serverFolder: string;
}

function judge({ chats, talkers, histories, serverFolder }: Judged): string[] {
  const stored = readStoredMessages(serverFolder);
  const final = stored.map(({ commandId, itemNumber }) => ({ commandId, place: itemNumber }));
  const idOf = new Map(stored.map(({ text, commandId }) => [text, commandId]));
  const isTalk = new Set(talkers.flatMap(({ written }) => written()));
  const sent = talkers.flatMap(({ chat, written }) =>
    written().map((text) => ({ commandId: idOf.get(text) ?? `"${text}"`, author: chat.name })),
  );
  const healing = stored
    .filter(({ text }) => !isTalk.has(text))
    .map(({ commandId, text }) => ({ commandId, author: text }));
  const acknowledged = talkers.flatMap((talker) =>
    talker.sent().map(({ command, number }) => ({ commandId: String(command), place: Number(number) })),
  );
  const observers = chats.map((chat, index) => observerOf(chat, histories[index] ?? []));
  const found = checkHistory({ sent: [...sent, ...healing], acknowledged, final, observers });
  return [...found.map(({ check, problem }) => `[${check}] ${problem}`), ...logProblems(serverFolder)];
}

/** What was told as it came is told once and in order; what is shown in the end is all of it (I9). */
function observerOf(chat: ChatScript, history: readonly ShownMessage[]): Observer {
  const told = chat.of('message').filter(({ isMine }) => isMine !== true);
  const entries = history.map(({ commandId, itemNumber }) => ({ commandId, place: itemNumber ?? 0 }));
  return {
    name: chat.name,
    completeFrom: null,
    screen: entries.map(({ commandId }) => commandId),
    steps: [
      ...told.map(({ command, number }) => ({
        type: 'saw' as const,
        commandId: String(command),
        place: Number(number),
      })),
      { type: 'read', from: 1, upTo: entries.at(-1)?.place ?? 0, entries },
    ],
  };
}
