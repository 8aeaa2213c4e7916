import type { ShownMessage } from '#test/support/chat-history.ts';
import { readStoredMessages } from '#test/support/server-database.ts';
import type { Talker } from '#test/support/talker.ts';
import { checkHistory } from './checker/check-history.ts';
import type { PlacedCommand } from './checker/history.ts';

/** What one person has typed and was shown, over all the processes that were killed under their hands. */
export interface TypedRecord {
  /** The number of the next line: lines are numbered through all processes. */
  nextLine(): number;
  add(talker: Talker): void;
  complain(problem: string): void;
  complaints(): readonly string[];
  /** How many messages were shown as queued. */
  queued(): number;
  /** What is wrong with the log beside what was shown, and with what is shown in the end. */
  judge(serverFolder: string, history: readonly ShownMessage[]): string[];
}

export function createTypedRecord(author: string): TypedRecord {
  const complaints: string[] = [];
  const promised: { readonly command: string; readonly text: string }[] = [];
  let lines = 0;
  return {
    nextLine: () => lines + 1,
    add: (talker) => {
      lines += talker.written().length;
      promised.push(...talker.queued().map(({ command, text }) => ({ command: String(command), text })));
    },
    complain: (problem) => complaints.push(problem),
    complaints: () => complaints,
    queued: () => promised.length,
    judge: (serverFolder, history) => {
      const stored = readStoredMessages(serverFolder);
      const final: PlacedCommand[] = stored.map(({ commandId, streamSeq }) => ({ commandId, place: streamSeq }));
      // What was typed last before a kill may be on disk though nobody was shown it: its text says that it was typed.
      const typed = stored.filter(({ text }) => lineOf(text) >= 1 && lineOf(text) <= lines);
      const written = new Map([
        ...promised.map(({ command, text }) => [command, text] as const),
        ...typed.map(({ commandId, text }) => [commandId, text] as const),
      ]);
      const sent = [...written]
        .toSorted(([, one], [, other]) => lineOf(one) - lineOf(other))
        .map(([commandId]) => ({ commandId, author }));
      const acknowledged = promised.map(({ command }) => ({ commandId: command, place: null }));
      const screen = history.map(({ commandId }) => commandId);
      const observers = [{ name: author, completeFrom: null, screen, steps: [] }];
      const found = checkHistory({ sent, acknowledged, final, observers });
      return [...complaints, ...found.map(({ check, problem }) => `[${check}] ${problem}`), ...doubled(stored)];
    },
  };
}

/** One line under two ids would be one message twice. */
function doubled(stored: readonly { readonly text: string }[]): string[] {
  const seen = new Set<string>();
  return stored.flatMap(({ text }) => {
    const isSeen = seen.has(text);
    seen.add(text);
    return isSeen ? [`"${text}" stands twice in the log`] : [];
  });
}

function lineOf(text: string): number {
  return Number(text.split(' ')[1]);
}
