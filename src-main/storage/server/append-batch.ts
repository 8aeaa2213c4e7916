import type { TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import type { AppendedEvent, AppendItem, AppendOutcome, AppendResult } from '../event-log.ts';
import { isDiskFull, isStorageFailure } from '../sqlite-failure.ts';
import { createAppender } from './appender.ts';
import { readCommand } from './command-reader.ts';
import type { EngineContext } from './engine-context.ts';
import { positionFrameText } from './event-text.ts';
import { madeKnown, settleWaiting } from './healing/settle-waiting.ts';
import { refusedOutcome } from './refused-outcome.ts';

/**
 * Appends a batch as one transaction (D2). When the disk fails, nothing of the batch is there and each command is refused for
 * now (D3); when one command brings out a bug, the others are appended without it.
 */
export function createAppendBatch(context: EngineContext): (items: readonly AppendItem[]) => AppendResult {
  const appendOne = createAppender(context);
  const { transactions, tables, positions } = context;
  const reports = createFailureReports(context);

  function appendTogether(items: readonly AppendItem[]): Appended {
    try {
      const appended = transactions.run(() => {
        const outcomes = items.map(appendOne);
        const known = madeKnown(outcomes.flatMap((outcome) => eventOf(outcome) ?? []));
        return { outcomes, healed: known.size === 0 ? [] : settleWaiting(context, known) };
      });
      reports.succeeded();
      return appended;
    } catch (error) {
      reports.failed(error);
      if (isStorageFailure(error) || items.length === 1)
        return { outcomes: items.map((item) => refuseUnstored(item, error)), healed: [] };
      const each = items.map((item) => appendTogether([item]));
      return { outcomes: each.flatMap(({ outcomes }) => outcomes), healed: each.flatMap(({ healed }) => healed) };
    }
  }

  return (items) => {
    const isOpen = tables.epochs.current().gate === 'open';
    const appended = isOpen
      ? appendTogether(items)
      : { outcomes: items.map((item) => refuseForNow(item, { type: 'healing' })), healed: [] };
    const headSeq = tables.events.lastSeq();
    return { ...appended, positionFrame: positionFrameText(positions.at(headSeq)), headSeq };
  };
}

type Appended = Pick<AppendResult, 'outcomes' | 'healed'>;

function eventOf(outcome: AppendOutcome): AppendedEvent | null {
  return outcome.type === 'accepted' ? outcome.event : null;
}

function refuseUnstored(item: AppendItem, error: unknown): AppendOutcome {
  return refuseForNow(item, { type: isDiskFull(error) ? 'disk_full' : 'storage_failed' });
}

/** Nothing of it is stored, and its number is free. */
function refuseForNow(item: AppendItem, error: TemporaryRefusal): AppendOutcome {
  const read = readCommand(item);
  if (!read.ok) return { type: 'malformed', problem: read.error };
  const { commandId, number } = read.value.envelope;
  return refusedOutcome({ commandId, number, error, isFinal: false });
}

/** A disk that fails is told once, and once more when it is over: whoever is refused tries again and again. */
function createFailureReports({ log }: EngineContext) {
  let refusedBatches = 0;
  return {
    failed: (error: unknown): void => {
      if (isStorageFailure(error)) refusedBatches += 1;
      if (isStorageFailure(error) && refusedBatches > 1) return;
      log.error('A batch could not be appended.', { error: error instanceof Error ? error.message : String(error) });
    },
    succeeded: (): void => {
      if (refusedBatches > 0) log.warn('Batches are appended again.', { refusedBatches });
      refusedBatches = 0;
    },
  };
}
