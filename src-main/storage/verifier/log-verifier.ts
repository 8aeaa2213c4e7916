/**
 * Follows the log and checks what authors signed (P11), in slices with pauses between them, beside the log and never in its way.
 * What it has not seen yet comes first: a message whose signature fails closes its device. Then, after each start and once a day,
 * it reads everything again: what held once and does not any more was changed in the database, which is no device's fault.
 */
import type { Clock } from '#shared/clock.ts';
import type { VerificationStatus } from '#shared/ipc/server-status.ts';
import type { CheckedSlice, SliceRange } from './slice-reader.ts';
import { createVerificationFindings, type VerificationFindingsOptions } from './verification-findings.ts';
import type { VerifierThread } from './verifier-thread.ts';

export interface LogVerifier {
  status(): VerificationStatus;
  /** Lets in again the closed device whose key begins like this; how many begin so. Of several none is let in. */
  reopen(beginning: string): Promise<number>;
  /** Begins nothing more. Resolves once its thread is gone. */
  stop(): Promise<void>;
}

export interface LogVerifierOptions extends VerificationFindingsOptions {
  readonly clock: Clock;
  readonly openThread: () => Promise<VerifierThread>;
  /** How far the log has been told. */
  readonly headSeq: () => number;
}

/** Whoever was connected comes back first. */
const settleMs = 2_000;
const turnMs = 2_000;
/** After a failure, such as a disk that does not answer. */
const retryMs = 60_000;
const dayMs = 24 * 60 * 60 * 1_000;
/** How much of one core it takes at most: for what is new, and for what it has seen. */
const followShare = 0.2;
const patrolShare = 0.05;
/** The mark is written this often while there is much to follow. */
const markMs = 2_000;
/** Its thread goes when there was nothing to do for so long. */
const lingerMs = 60_000;

export function createLogVerifier(options: LogVerifierOptions): LogVerifier {
  const { clock, log, headSeq } = options;
  const findings = createVerificationFindings(options);
  let thread: VerifierThread | null = null;
  let isLoaded = false;
  let isFailing = false;
  let isStopped = false;
  /** How far it has followed, how far of that is written down, and when. */
  const mark = { followed: 0, written: 0, at: clock.monotonic() };
  /** How far the present patrol has come, where it ends, and when the next one begins. */
  const patrol = { at: 0, end: 0, nextAt: clock.monotonic() };
  let busyAt = clock.monotonic();
  let running: Promise<void> = Promise.resolve();
  let cancel = clock.after(settleMs, turn);

  function turn(): void {
    running = step().then(
      (waitMs) => {
        isFailing = false;
        cancel = clock.after(waitMs, turn);
      },
      async (error: unknown) => {
        if (!isFailing && !isStopped) log.error('The log cannot be verified just now.', { error: String(error) });
        isFailing = true;
        // What was found may not be written down: it is looked at again.
        mark.followed = mark.written;
        cancel = clock.after(retryMs, turn);
        await closeThread();
      },
    );
  }

  /** One slice of what there is to do; how long to wait then. */
  async function step(): Promise<number> {
    if (!isLoaded) mark.followed = mark.written = await findings.load();
    isLoaded = true;
    if (headSeq() > mark.followed) return follow();
    if (mark.followed > mark.written) await write([]);
    if (patrol.at >= patrol.end && clock.monotonic() >= patrol.nextAt)
      Object.assign(patrol, { at: 0, end: mark.followed, nextAt: clock.monotonic() + dayMs });
    if (patrol.at < patrol.end) return lookAgain();
    if (clock.monotonic() - busyAt >= lingerMs) await closeThread();
    return turnMs;
  }

  async function follow(): Promise<number> {
    const range = { afterSeq: mark.followed, upToSeq: headSeq() };
    const slice = await check(range);
    mark.followed = slice.upToSeq;
    findings.look({ ...range, upToSeq: slice.upToSeq }, slice.changed);
    if (slice.unsigned.length > 0 || clock.monotonic() - mark.at >= markMs) await write(slice.unsigned);
    return pauseAfter(slice, followShare);
  }

  async function write(unsigned: CheckedSlice['unsigned']): Promise<void> {
    await findings.note(mark.followed, unsigned);
    mark.written = mark.followed;
    mark.at = clock.monotonic();
  }

  async function lookAgain(): Promise<number> {
    const range = { afterSeq: patrol.at, upToSeq: patrol.end };
    const slice = await check(range);
    patrol.at = slice.upToSeq;
    findings.look({ ...range, upToSeq: slice.upToSeq }, findings.changedSince(slice));
    return pauseAfter(slice, patrolShare);
  }

  async function check(range: SliceRange): Promise<CheckedSlice> {
    if (isStopped) throw new Error('the server stops');
    thread ??= await options.openThread();
    const slice = await thread.check(range);
    busyAt = clock.monotonic();
    return slice;
  }

  async function closeThread(): Promise<void> {
    const own = thread;
    thread = null;
    await own?.close();
  }

  return {
    status: () => ({ upToSeq: mark.followed, ...findings.status() }),
    reopen: findings.reopen,
    stop: async () => {
      isStopped = true;
      cancel();
      await running;
      cancel();
      await closeThread();
    },
  };
}

/** So that it takes no more than its share of a core. */
function pauseAfter({ tookMs }: CheckedSlice, share: number): number {
  return tookMs * (1 / share - 1);
}
