import * as v from 'valibot';
import { shorten } from '../domain/text.ts';
import { isTooDeep } from '../nesting.ts';
import { err, ok, type Result } from '../result.ts';
import { claimRevealedSchema, claimSchema } from './claim.ts';
import { commandFrameSchema } from './command-frame.ts';
import { knockSchema } from './knock.ts';
import { requestFrameSchema } from './request.ts';
import { clientHelloSchema, loginSchema } from './session.ts';
import { signalFrameSchema } from './signal.ts';

/** Objects and lists in one another in any frame: a page holds events, which are at most 32 deep. */
export const maxFrameDepth = 64;

/** Everything a client may send, by its type. */
export const clientFrameSchemas = {
  hello: clientHelloSchema,
  login: loginSchema,
  knock: knockSchema,
  claim: claimSchema,
  'claim.revealed': claimRevealedSchema,
  command: commandFrameSchema,
  request: requestFrameSchema,
  signal: signalFrameSchema,
} as const;

export const clientFrameSchema = v.variant('type', [
  clientHelloSchema,
  loginSchema,
  knockSchema,
  claimSchema,
  claimRevealedSchema,
  commandFrameSchema,
  requestFrameSchema,
  signalFrameSchema,
]);
export type ClientFrame = v.InferOutput<typeof clientFrameSchema>;

/** Not a frame, or a frame of a known type that is not as it must be. */
export interface FrameProblem {
  readonly type: 'invalid_frame';
  readonly problem: string;
}

/** A frame of a type that this build does not know: a client ignores it, a server answers `unexpected_frame`. */
export interface UnknownFrame {
  readonly type: 'unknown_frame';
  readonly frame: string;
}

/** Reads what a client sent. Whether a command's bytes are canonical is for the receiver to check (P9). */
export function parseClientFrame(text: string): Result<ClientFrame, FrameProblem | UnknownFrame> {
  return parseFrameByType(clientFrameSchemas, text);
}

type SchemasByType = Readonly<Record<string, v.GenericSchema>>;
type FrameOf<Schemas extends SchemasByType> = v.InferOutput<Schemas[keyof Schemas]>;

/** One frame of JSON by the schema of its type: one look-up instead of one attempt a schema. */
export function parseFrameByType<Schemas extends SchemasByType>(
  schemas: Schemas,
  text: string,
): Result<FrameOf<Schemas>, FrameProblem | UnknownFrame> {
  const typed = parseTyped(text);
  if (!typed.ok) return typed;
  const { type } = typed.value;
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (schema === undefined) return err({ type: 'unknown_frame', frame: shorten(type, 64) });
  // The type picked the schema, so the output is one member of the union; TypeScript cannot follow the look-up.
  return parseBySchema(schema, typed.value) as Result<FrameOf<Schemas>, FrameProblem>;
}

/** One frame of JSON by its schema. */
export function parseFrame<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): Result<v.InferOutput<Schema>, FrameProblem> {
  const json = parseJson(text);
  return json.ok ? parseBySchema(schema, json.value) : json;
}

/** What has a type, and was not looked at otherwise. */
export interface TypedJson {
  readonly type: string;
}

/** Any frame of JSON, read just far enough to know by which schema it goes on; it keeps what no schema knows. */
export function parseTyped(text: string): Result<TypedJson, FrameProblem> {
  const json = parseJson(text);
  if (!json.ok) return json;
  return v.is(typedSchema, json.value) ? ok(json.value) : invalid('not an object with a type');
}

const typedSchema = v.object({ type: v.string() });

/** The JSON of a frame, which is not nested too deep. */
export function parseJson(text: string): Result<unknown, FrameProblem> {
  if (isTooDeep(text, maxFrameDepth)) return invalid(`nested deeper than ${maxFrameDepth}`);
  try {
    return ok(JSON.parse(text));
  } catch {
    return invalid('not JSON');
  }
}

/** Json of a frame by its schema. */
export function parseBySchema<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
): Result<v.InferOutput<Schema>, FrameProblem> {
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  return invalid(`${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

function invalid(problem: string): Result<never, FrameProblem> {
  return err({ type: 'invalid_frame', problem: shorten(problem, 200) });
}
