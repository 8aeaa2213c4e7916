import type { CommandId, PersonId } from '#shared/domain/ids.ts';
import { compareEvents, type LogEvent } from './log-event.ts';
import type { LogModel } from './log-model.ts';
import { violation, type Violation } from './violation.ts';

/** A message that somebody typed, and that their client said it would keep. */
export interface Typed {
  readonly client: string;
  readonly person: PersonId;
  readonly commandId: CommandId;
  /** In the order in which this client was told of them. */
  readonly order: number;
  /** More than one where it was changed, and the answer to that was lost. */
  readonly texts: readonly string[];
  /** Cancelled before transmission, or discarded or tried again after failure; `maybe` where the answer was lost. */
  readonly isTakenBack: 'no' | 'maybe' | 'yes';
  /**
   * The server lost what it had taken in: until all has healed it lies on devices alone. Of two such messages one may come back,
   * and the other be sent again where nobody else had got it: their order holds in each room, and not across rooms.
   */
  readonly isLost: boolean;
  /** It waited until its room opened (H3), and other rooms did not: its order holds in its room, and not across rooms. */
  readonly isHeld: boolean;
  /** It may lie on a device that is not asked. */
  readonly isOutOfReach: boolean;
  /** It stood in two outboxes, and the server forgot what it had said to one of them: the other may get it in later. */
  readonly isUnordered: boolean;
}

/** What stands in the outbox of a device: what waits there, and what failed and why. */
export interface WaitingCommand {
  readonly commandId: CommandId;
  readonly text: string | null;
}

/** Nothing typed is gone: it is in the log, once, or on its device (I7); and the log has it in the order typed (I3). */
export function checkTyped(
  typed: readonly Typed[],
  model: Pick<LogModel, 'byCommand'>,
  outboxOf: (client: string) => readonly WaitingCommand[],
): Violation[] {
  const found: Violation[] = [];
  const lastEvents = new Map<string, LogEvent>();
  const follows = (place: string, event: LogEvent) => {
    const last = lastEvents.get(place);
    lastEvents.set(place, event);
    return last === undefined || compareEvents(event, last) > 0;
  };
  for (const message of typed.toSorted((one, other) => one.order - other.order)) {
    const { client, person, commandId, texts, isTakenBack, isLost, isHeld, isOutOfReach } = message;
    const report = (rule: string, problem: string) =>
      found.push(violation(rule, `${client}: "${texts[0]}" ${problem}`));
    const event = model.byCommand(person, commandId);
    const waiting = outboxOf(client).find((row) => row.commandId === commandId);
    const text = event?.body.content?.text ?? waiting?.text;
    const isMissing = event === undefined && waiting === undefined && !isOutOfReach;
    if (isMissing && isTakenBack === 'no') report('I7', 'is gone');
    if (event !== undefined && isTakenBack === 'yes') report('D1', 'was taken back and is in the log');
    if (text !== undefined && text !== null && !texts.includes(text)) report('I5', `became "${text}"`);
    if (event === undefined) continue;
    if (message.isUnordered) continue;
    const isInOrder = follows(`${client} ${event.stream}`, event) && (isLost || isHeld || follows(client, event));
    if (!isInOrder) report('I3', `is event ${event.seq}, before what was typed earlier`);
  }
  return found;
}
