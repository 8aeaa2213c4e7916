import type { CommandEnvelope } from '#shared/domain/command.ts';
import { parseBySchema, parseJson } from '#shared/protocol/client-frame.ts';
import { commandFrameSchema, signedTextOf } from '#shared/protocol/command-frame.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { AppendItem } from '../event-log.ts';
import { isCanonicalWire } from './canonical-check.ts';

export interface ReadCommand {
  readonly envelope: CommandEnvelope;
  /** What was signed, unknown fields included (P9). */
  readonly text: string;
  readonly signature: string;
}

/** Reads a command frame of the session's own device and outbox; the problem is a sentence for whoever writes a client. */
export function readCommand({ frame, device, outboxId }: AppendItem): Result<ReadCommand, string> {
  const json = parseJson(frame);
  if (!json.ok) return err(json.error.problem);
  const checked = parseBySchema(commandFrameSchema, json.value);
  if (!checked.ok) return err(checked.error.problem);
  if (!isCanonicalWire(frame, json.value)) return err('not in canonical form');
  const { command: envelope, signature } = checked.value;
  if (envelope.device !== device) return err('device: not the device of this session');
  if (envelope.outboxId !== outboxId) return err('outboxId: not the outbox of this session');
  return ok({ envelope, text: signedTextOf(frame), signature });
}
