import { shorten } from '#shared/domain/text.ts';
import { parseBySchema, parseTyped } from '#shared/protocol/client-frame.ts';
import { serverFrameSchemas, type ServerFrame } from '#shared/protocol/server-frame.ts';

/** Everything that may come after the server's hello. */
export type SessionServerFrame = Exclude<ServerFrame, { readonly type: 'hello' }>;

export type ReadFrame =
  /** `json` is the frame with the fields that this build does not know. */
  | { readonly type: 'frame'; readonly frame: SessionServerFrame; readonly json: unknown }
  /** From a newer server: ignored. */
  | { readonly type: 'unknown'; readonly frameType: string }
  | { readonly type: 'malformed'; readonly problem: string };

const { hello: _hello, ...schemas } = serverFrameSchemas;

/** Reads a frame by the schema of its type: one look instead of one attempt a member of the union. */
export function readServerFrame(text: string): ReadFrame {
  const typed = parseTyped(text);
  if (!typed.ok) return { type: 'malformed', problem: typed.error.problem };
  const json = typed.value;
  if (!isFrameType(json.type)) return { type: 'unknown', frameType: shorten(json.type, 64) };
  const parsed = parseBySchema(schemas[json.type], json);
  if (parsed.ok) return { type: 'frame', frame: parsed.value, json };
  return { type: 'malformed', problem: shorten(`${json.type}: ${parsed.error.problem}`, 200) };
}

function isFrameType(type: string): type is keyof typeof schemas {
  return Object.hasOwn(schemas, type);
}
