import { readFileSync } from 'node:fs';

/** What a traced server did about one command and its reply, in the order of the trace. */
export type ReplyStep = 'arrived' | 'written' | 'synced' | 'sent';

/** The calls besides those of the log by which Node hears and answers; others ask the system for its addresses. */
export const socketCalls = ['read', 'write', 'writev'] as const;

/** Pings and their answers are smaller, with what TLS adds; commands and replies are larger. */
const leastBytes = 100;
const socketCall = /^(?<name>\w+)\((?<fd>\d+)<(?:socket|TCP)[^>]*>/u;
const walCall = /^(?<name>\w+)\(\d+<[^>]*-wal>/u;

/**
 * The steps within some time (wall clock, milliseconds), in their order: a call counts as sent when it begins, and as anything else
 * when it has ended, so that nothing seems earlier that may have been later. One who talks alone to the server is meant.
 */
export function readReplySteps(
  traceFile: string,
  { from, to }: { readonly from: number; readonly to: number },
): ReplyStep[] {
  const steps: ReplyStep[] = [];
  const open = new Map<string, string>();
  for (const line of readFileSync(traceFile, 'utf8').split('\n')) {
    const [, pid = '', seconds = '', text = ''] = /^(\d+) +(\d+\.\d+) (.*)$/u.exec(line) ?? [];
    const isResumed = text.startsWith('<...');
    const isUnfinished = text.endsWith('<unfinished ...>');
    const call = isResumed ? (open.get(pid) ?? '') : text;
    if (isUnfinished) open.set(pid, text);
    else open.delete(pid);
    const at = Number(seconds) * 1_000;
    if (at < from || at > to) continue;
    if (!isResumed && isSending(call)) steps.push('sent');
    if (!isUnfinished) steps.push(...endedStep(call, Number(/ = (-?\d+)[^=]*$/u.exec(text)?.[1] ?? -1)));
  }
  return steps;
}

function isSending(call: string): boolean {
  const { name = '', fd = '0' } = socketCall.exec(call)?.groups ?? {};
  if (!name.startsWith('write') || isStandard(fd)) return false;
  const lengths = [...call.matchAll(/iov_len=(\d+)/gu)].map(([, length]) => Number(length));
  const bytes =
    lengths.length > 0
      ? lengths.reduce((sum, each) => sum + each, 0)
      : Number(/, (\d+)(?:, |\)| <)/u.exec(call.replace(/"(?:[^"\\]|\\.)*"/gu, ''))?.[1]);
  return bytes >= leastBytes;
}

function endedStep(call: string, result: number): ReplyStep[] {
  const { name: onLog = '' } = walCall.exec(call)?.groups ?? {};
  if (onLog === 'pwrite64') return ['written'];
  if (onLog !== '') return result === 0 ? ['synced'] : [];
  const { name = '', fd = '0' } = socketCall.exec(call)?.groups ?? {};
  return name === 'read' && !isStandard(fd) && result >= leastBytes ? ['arrived'] : [];
}

/** The pipes to whoever started it are sockets, too. */
function isStandard(fd: string): boolean {
  return Number(fd) <= 2;
}

/** How many commands were answered, and how many of the answers began to be sent before the log was written and synchronised. */
export function countReplies(steps: readonly ReplyStep[]): { readonly replies: number; readonly early: number } {
  let [replies, early] = [0, 0];
  let reached: 'nothing' | Exclude<ReplyStep, 'sent'> = 'nothing';
  for (const step of steps) {
    if (step === 'arrived') reached = 'arrived';
    else if (reached === 'nothing') continue;
    // What need not survive a power cut may be written in between: it hides no synchronisation.
    else if (step === 'written') reached = reached === 'arrived' ? 'written' : reached;
    else if (step === 'synced') reached = reached === 'arrived' ? reached : 'synced';
    else {
      replies += 1;
      if (reached !== 'synced') early += 1;
      reached = 'nothing';
    }
  }
  return { replies, early };
}
