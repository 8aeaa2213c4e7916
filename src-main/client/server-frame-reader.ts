import * as v from 'valibot';
import { acceptedSchema, refusedSchema } from '#shared/protocol/command-frame.ts';
import {
  eventFrameSchema,
  positionFrameSchema,
  streamMembersSchema,
  streamOpenedSchema,
} from '#shared/protocol/event-frame.ts';
import { replyFrameSchema } from '#shared/protocol/request.ts';
import type { ServerFrame } from '#shared/protocol/server-frame.ts';
import { errorFrameSchema } from '#shared/protocol/session-error.ts';
import { byeSchema, sessionFrameSchema } from '#shared/protocol/session.ts';
import { signalFrameSchema } from '#shared/protocol/signal.ts';

/** Everything that may come after the server's hello. */
export type SessionServerFrame = Exclude<ServerFrame, { readonly type: 'hello' }>;

export type ReadFrame =
  /** `json` is the frame with the fields that this build does not know. */
  | { readonly type: 'frame'; readonly frame: SessionServerFrame; readonly json: unknown }
  /** From a newer server: ignored. */
  | { readonly type: 'unknown'; readonly frameType: string }
  | { readonly type: 'malformed'; readonly problem: string };

type FrameType = SessionServerFrame['type'];

const schemas: Readonly<Record<FrameType, v.GenericSchema<unknown, SessionServerFrame>>> = {
  event: eventFrameSchema,
  accepted: acceptedSchema,
  refused: refusedSchema,
  position: positionFrameSchema,
  reply: replyFrameSchema,
  signal: signalFrameSchema,
  'stream.opened': streamOpenedSchema,
  'stream.members': streamMembersSchema,
  session: sessionFrameSchema,
  bye: byeSchema,
  error: errorFrameSchema,
};

const typedSchema = v.object({ type: v.string() });

/** Reads a frame by the schema of its type: one look instead of one attempt a member of the union. */
export function readServerFrame(text: string): ReadFrame {
  const json = parseJson(text);
  if (!v.is(typedSchema, json)) return { type: 'malformed', problem: 'not an object of JSON with a type' };
  if (!isFrameType(json.type)) return { type: 'unknown', frameType: json.type.slice(0, 64) };
  const parsed = v.safeParse(schemas[json.type], json, { abortEarly: true });
  if (parsed.success) return { type: 'frame', frame: parsed.output, json };
  const [issue] = parsed.issues;
  return { type: 'malformed', problem: `${json.type}: ${v.getDotPath(issue) ?? ''}`.slice(0, 200) };
}

function isFrameType(type: string): type is FrameType {
  return Object.hasOwn(schemas, type);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
