import * as v from 'valibot';
import type { Result } from '../result.ts';
import { claimDroppedSchema, claimOpenedSchema } from './claim.ts';
import { parseFrameByType, type FrameProblem, type UnknownFrame } from './client-frame.ts';
import { acceptedSchema, refusedSchema } from './command-frame.ts';
import {
  bareEventSchema,
  eventFrameSchema,
  positionFrameSchema,
  streamMembersSchema,
  streamOpenedSchema,
} from './event-frame.ts';
import { knockOpenedSchema } from './knock.ts';
import { replyFrameSchema } from './request.ts';
import { errorFrameSchema } from './session-error.ts';
import { byeSchema, serverHelloSchema, sessionFrameSchema } from './session.ts';
import { signalFrameSchema } from './signal.ts';

/** Everything a server may send, by its type. */
export const serverFrameSchemas = {
  event: eventFrameSchema,
  'event.bare': bareEventSchema,
  accepted: acceptedSchema,
  position: positionFrameSchema,
  reply: replyFrameSchema,
  signal: signalFrameSchema,
  refused: refusedSchema,
  'stream.opened': streamOpenedSchema,
  'stream.members': streamMembersSchema,
  session: sessionFrameSchema,
  'knock.opened': knockOpenedSchema,
  'claim.opened': claimOpenedSchema,
  'claim.dropped': claimDroppedSchema,
  hello: serverHelloSchema,
  bye: byeSchema,
  error: errorFrameSchema,
} as const;

export const serverFrameSchema = v.union(Object.values(serverFrameSchemas));
export type ServerFrame = v.InferOutput<typeof serverFrameSchema>;

/** Reads what a server sent. */
export function parseServerFrame(text: string): Result<ServerFrame, FrameProblem | UnknownFrame> {
  return parseFrameByType(serverFrameSchemas, text);
}
