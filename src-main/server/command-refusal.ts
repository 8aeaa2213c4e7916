import { commandFrameSchema, type CommandFrame, type TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { parseFrame, type FrameProblem } from '#shared/protocol/client-frame.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import { err, ok, type Result } from '#shared/result.ts';

/**
 * The `refused` frame for a command that does not reach the log: nothing is stored and its number stays free (P14). The
 * command has to be read for it, which the way into the log does not.
 */
export function refuseForNow(text: string, error: TemporaryRefusal): Result<string, FrameProblem> {
  const frame = parseFrame(commandFrameSchema, text);
  return frame.ok ? ok(refusedFrame(frame.value, error)) : err(frame.error);
}

/** The same for a command that was read already. */
export function refusedFrame({ command }: CommandFrame, error: TemporaryRefusal | Refusal): string {
  const { commandId, number } = command;
  return JSON.stringify({ type: 'refused', isFinal: false, commandId, number, error });
}
