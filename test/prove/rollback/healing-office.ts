import { join } from 'node:path';
import type { Random } from '#shared/random.ts';
import { readHistory, type ShownMessage } from '#test/support/chat-history.ts';
import { isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type OpenServer } from '#test/support/office.ts';
import { readRows } from '#test/support/read-rows.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { logProblems, readHead, readMessagesByOrigin } from '#test/support/server-database.ts';
import { startTalking, type Talker } from '#test/support/talker.ts';
import { checkHistory } from '../checker/check-history.ts';
import { memoryFolder } from '../memory-folder.ts';
import { within } from '../within.ts';
import { createComeback } from './comeback.ts';
import { rollBack, type WayBack } from './roll-back.ts';
import { untilShown } from './until-shown.ts';
import { watchGate } from './watch-gate.ts';

/** People who talk on real processes while their server is put back to older and older copies of itself. */
export interface HealingOffice {
  /** Talks for a while, puts the server back, and waits until everybody has what anybody held. */
  goBack(way: WayBack): Promise<WentBack>;
  /** Talks for a while, damages the database of the stopped server, and waits until everybody is together again. */
  damage(harm: (file: string) => void): Promise<Damaged>;
  judge(): Promise<string[]>;
  /** Messages that were shown as sent so far. */
  sent(): number;
  close(): Promise<void>;
}

export interface WentBack {
  readonly way: WayBack;
  /** Events that the log had and the copy did not. */
  readonly lost: number;
  readonly isFound: boolean;
  readonly missing: number;
  /** How often the host said go on, which nothing else could; and gates that should have opened by themselves. */
  readonly goOns: number;
  readonly stuck: readonly string[];
  /** From the start of the server until everybody had shown what everybody else wrote after it. */
  readonly healedMs: number;
}

export interface Damaged {
  readonly isRestored: boolean;
  /** What should have happened by itself, or been said. */
  readonly violations: readonly string[];
}

const names = ['Mara', 'Ole', 'Ida'];
const patienceMs = 60_000;
/** So long whoever sits there waits until it is plain that nothing is taken. The gate alone takes 5 s. */
const takingMs = 20_000;

export async function openHealingOffice(random: Random): Promise<HealingOffice> {
  const office = openOffice({ parent: memoryFolder });
  const below = (count: number) => Math.floor(random.fraction() * count);
  const backups: string[] = [];
  const talkers: Talker[] = [];
  const afterwards: string[] = [];
  let server: OpenServer = await office.openServer();
  const chats = await Promise.all(names.map((name) => joined(office.openChat(name, '--wait', '90'))));
  let lines = 1;
  let rounds = 0;

  async function talk(): Promise<void> {
    const talking = chats.map((chat) => startTalking(chat, { from: lines, atOnce: 2 }));
    talkers.push(...talking);
    await Promise.all(talking.map((talker) => talker.untilMore('sent', 2 + below(12))));
    const file = join(office.folder, `backup-${backups.length}.db`);
    await runServeTask('backup', office.serverFolder, file);
    backups.push(file);
    await Promise.all(talking.map((talker) => talker.untilMore('sent', 1 + below(20))));
    for (const talker of talking) talker.stop();
    await Promise.all(chats.map((chat) => chat.ask('wait', { for: 'sent', timeoutMs: patienceMs })));
    lines += Math.max(...talking.map(({ written }) => written().length));
  }

  /** Everybody writes once more, and has what the others wrote: what was lost has come before that. */
  async function meetAgain(): Promise<void> {
    rounds += 1;
    const texts = chats.map(({ name }) => `${name} after ${rounds}`);
    afterwards.push(...texts);
    for (const [index, chat] of chats.entries())
      chat.say({ do: 'message.send', room: 'general', text: texts[index] ?? '' });
    await Promise.all(chats.map((chat) => chat.ask('wait', { for: 'sent', timeoutMs: patienceMs })));
    await Promise.all(chats.map((chat) => within(patienceMs, untilShown(chat, texts))));
  }

  return {
    goBack: async (way) => {
      await talk();
      const before = readHead(office.serverFolder);
      await server.stop(random.fraction() < 0.5 ? 'SIGKILL' : 'SIGTERM');
      const backup = backups[below(backups.length)] ?? '';
      await rollBack(office.serverFolder, backup, way);
      const copy = readHead(office.serverFolder);
      // `serve restore` may have begun the new epoch already.
      const copied = readRows(backup, 'SELECT max(epoch) AS epoch FROM epochs')[0];
      server = await office.openServer();
      const startedAt = performance.now();
      const gate = watchGate(office.serverFolder);
      await meetAgain();
      gate.stop();
      const { epoch } = readHead(office.serverFolder);
      const healing = (await runServeTask('status', office.serverFolder))['healing'] as { missing: number };
      return {
        way,
        lost: before.seq - copy.seq,
        isFound: epoch > Number(copied?.['epoch']),
        missing: healing.missing,
        goOns: gate.goOns,
        stuck: gate.stuck,
        healedMs: performance.now() - startedAt,
      };
    },
    damage: async (harm) => {
      await runServeTask('backup', office.serverFolder);
      await talk();
      const signal = random.fraction() < 0.5 ? 'SIGKILL' : 'SIGTERM';
      await server.stop(signal);
      harm(join(office.serverFolder, 'server.db'));
      const comeback = createComeback(office, signal);
      server = await comeback.start();
      const gate = watchGate(office.serverFolder);
      const probe = `Mara asks ${(rounds += 1)}`;
      afterwards.push(probe);
      chats[0]?.say({ do: 'message.send', room: 'general', text: probe });
      const taken = await chats[0]?.ask('wait', { for: 'sent', timeoutMs: takingMs });
      if (taken?.event !== 'result') server = await comeback.startAgain(server);
      await meetAgain();
      gate.stop();
      return { isRestored: await comeback.isRestored(), violations: [...comeback.complaints, ...gate.stuck] };
    },
    sent: () => talkers.reduce((sum, talker) => sum + talker.sent().length, 0),
    judge: async () => {
      const histories = await Promise.all(chats.map((chat) => readHistory(chat)));
      await server.stop('SIGTERM');
      return judge({ folder: office.serverFolder, talkers, chats, histories, afterwards });
    },
    close: office.close,
  };
}

async function joined(chat: ChatScript): Promise<ChatScript> {
  await chat.until(isServer('online'), patienceMs);
  await chat.ask('wait', { for: 'room', room: 'general' });
  return chat;
}

interface Judged {
  readonly folder: string;
  readonly talkers: readonly Talker[];
  readonly chats: readonly ChatScript[];
  readonly histories: readonly (readonly ShownMessage[])[];
  readonly afterwards: readonly string[];
}

/** What was ever shown as sent is in the log once, in one order on every screen, and each author's lines in theirs. */
function judge({ folder, talkers, chats, histories, afterwards }: Judged): string[] {
  const inOrder = readMessagesByOrigin(folder);
  const placeOf = new Map(inOrder.map((commandId, index) => [commandId, index + 1]));
  const final = inOrder.map((commandId, index) => ({ commandId, place: index + 1 }));
  const said = talkers.flatMap((talker) => talker.sent().map((each) => ({ ...each, author: talker.chat.name })));
  const later = chats.flatMap((chat) =>
    chat
      .of('message')
      .filter(({ isMine, text }) => isMine === true && afterwards.includes(String(text)))
      .map(({ command, text }) => ({ commandId: String(command), author: String(text) })),
  );
  const sent = said.map(({ command, author }) => ({ commandId: String(command), author }));
  const observers = histories.map((history, index) => ({
    name: chats[index]?.name ?? '',
    completeFrom: null,
    screen: history.map(({ commandId }) => commandId),
    steps: [
      {
        type: 'read' as const,
        from: 1,
        upTo: inOrder.length,
        entries: history.map(({ commandId }) => ({ commandId, place: placeOf.get(commandId) ?? 0 })),
      },
    ],
  }));
  const acknowledged = sent.map(({ commandId }) => ({ commandId, place: null }));
  const found = checkHistory({ sent: [...sent, ...later], acknowledged, final, observers });
  return [...found.map(({ check, problem }) => `[${check}] ${problem}`), ...logProblems(folder)];
}
