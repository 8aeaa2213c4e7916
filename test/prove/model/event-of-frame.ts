import type { LogEvent } from '#test/simulation/checks/log-event.ts';

/** What a model asks of an event, from the frame that everybody gets. */
export function logEventOf(frame: string): LogEvent {
  const { command, header } = JSON.parse(frame) as Frame;
  const { device, outboxId, number, commandId, body } = command;
  return {
    ...header,
    device,
    outboxId,
    number,
    commandId,
    body,
    frame,
    itemNumber: header.itemNumber ?? null,
    origin: { epoch: header.epoch, seq: header.seq },
    isHealed: false,
    isOverruled: false,
    command: JSON.stringify(command),
    signature: '',
    key: commandId,
  };
}

interface Frame {
  readonly command: Pick<LogEvent, 'device' | 'outboxId' | 'number' | 'commandId' | 'body'>;
  readonly header: Pick<LogEvent, 'seq' | 'stream' | 'streamSeq' | 'kind' | 'person'> & {
    readonly epoch: number;
    readonly itemNumber?: number;
  };
}
