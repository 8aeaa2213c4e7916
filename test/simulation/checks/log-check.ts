import type { LogEvent } from './log-event.ts';
import { violation, type Violation } from './violation.ts';

export interface LogCheckOptions {
  /** Whether the author's signature holds. */
  readonly isSigned: (event: LogEvent) => boolean;
  /** Whether the server's mac holds. */
  readonly isMac: (event: LogEvent) => boolean;
  /** Whether a client has put exactly this command on the wire. */
  readonly isMade: (event: LogEvent) => boolean;
}

/** Looks at each event as it comes into the log: numbers without gaps, and nothing that nobody sent. */
export interface LogCheck {
  add(event: LogEvent): Violation[];
  /** The log went back: it is read from its beginning again. */
  clear(): void;
}

export function createLogCheck({ isSigned, isMac, isMade }: LogCheckOptions): LogCheck {
  let lastSeq = 0;
  const streamHeads = new Map<string, number>();
  const itemHeads = new Map<string, number>();
  const outboxes = new Map<string, number>();
  const commands = new Set<string>();
  const texts = new Set<string>();

  /** The problem where the number is not the next one. */
  function next(heads: Map<string, number>, key: string, number: number): boolean {
    const isNext = number === (heads.get(key) ?? 0) + 1;
    heads.set(key, number);
    return isNext;
  }

  return {
    add: (event) => {
      const { seq, stream, streamSeq, itemNumber, kind, person, commandId, outboxId, number, body } = event;
      const found: Violation[] = [];
      const hold = (isHeld: boolean, rule: string, problem: string) => {
        if (!isHeld) found.push(violation(rule, `event ${seq}: ${problem}`));
      };
      hold(seq === lastSeq + 1, 'P5', `follows ${lastSeq}`);
      lastSeq = seq;
      hold(next(streamHeads, stream, streamSeq), 'P5', `streamSeq ${streamSeq} is not the next of ${stream}`);
      hold((kind === 'message.posted') === (itemNumber !== null), 'P8', `${kind} has item number ${itemNumber}`);
      if (itemNumber !== null) hold(next(itemHeads, stream, itemNumber), 'P8', `item ${itemNumber} is not the next`);
      const outbox = `${event.device} ${outboxId}`;
      // What was given back comes when somebody brings it.
      const isInOrder = event.isHealed || number > (outboxes.get(outbox) ?? 0);
      hold(isInOrder, 'I3', `number ${number} of an outbox came after a later one`);
      if (!event.isHealed) outboxes.set(outbox, number);
      hold(!commands.has(`${person} ${commandId}`), 'I2', `command ${commandId} is in the log twice`);
      commands.add(`${person} ${commandId}`);
      const text = body.content?.text;
      hold(text === undefined || !texts.has(text), 'I2', `"${text}" is in the log twice`);
      if (text !== undefined) texts.add(text);
      hold(isSigned(event), 'I5', 'the signature does not hold');
      hold(isMac(event), 'P10', 'the mac does not hold');
      hold(isMade(event), 'I5', `no outbox sent ${event.command}`);
      return found;
    },
    clear: () => {
      lastSeq = 0;
      for (const seen of [streamHeads, itemHeads, outboxes, commands, texts]) seen.clear();
    },
  };
}
