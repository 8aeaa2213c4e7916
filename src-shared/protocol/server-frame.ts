import * as v from 'valibot';
import type { Result } from '../result.ts';
import { parseFrame, type FrameProblem } from './client-frame.ts';
import { acceptedSchema, refusedSchema } from './command-frame.ts';
import { eventFrameSchema, positionFrameSchema, streamMembersSchema, streamOpenedSchema } from './event-frame.ts';
import { replyFrameSchema } from './request.ts';
import { errorFrameSchema } from './session-error.ts';
import { byeSchema, serverHelloSchema, sessionFrameSchema } from './session.ts';
import { signalFrameSchema } from './signal.ts';

/** Everything a server may send. */
export const serverFrameSchema = v.union([
  eventFrameSchema,
  acceptedSchema,
  positionFrameSchema,
  replyFrameSchema,
  signalFrameSchema,
  refusedSchema,
  streamOpenedSchema,
  streamMembersSchema,
  sessionFrameSchema,
  serverHelloSchema,
  byeSchema,
  errorFrameSchema,
]);
export type ServerFrame = v.InferOutput<typeof serverFrameSchema>;

/** Reads what a server sent. */
export function parseServerFrame(text: string): Result<ServerFrame, FrameProblem> {
  return parseFrame(serverFrameSchema, text);
}
