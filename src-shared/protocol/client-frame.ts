import * as v from 'valibot';
import { err, ok, type Result } from '../result.ts';
import { commandFrameSchema } from './command-frame.ts';
import { requestFrameSchema } from './request.ts';
import { clientHelloSchema, loginSchema } from './session.ts';
import { signalFrameSchema } from './signal.ts';

/** Everything a client may send. */
export const clientFrameSchema = v.variant('type', [
  clientHelloSchema,
  loginSchema,
  commandFrameSchema,
  requestFrameSchema,
  signalFrameSchema,
]);
export type ClientFrame = v.InferOutput<typeof clientFrameSchema>;

export interface FrameProblem {
  readonly type: 'invalid_frame';
  readonly problem: string;
}

/** Reads what a client sent. Whether a command's bytes are canonical is for the receiver to check (P9). */
export function parseClientFrame(text: string): Result<ClientFrame, FrameProblem> {
  return parseFrame(clientFrameSchema, text);
}

/** One frame of JSON by its schema. */
export function parseFrame<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): Result<v.InferOutput<Schema>, FrameProblem> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ type: 'invalid_frame', problem: 'not JSON' });
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  return err({ type: 'invalid_frame', problem: `${v.getDotPath(issue) ?? ''}: ${issue.message}`.slice(0, 200) });
}
