import * as v from 'valibot';
import type { PersonId, RoomId } from './ids.ts';

/** Where an event belongs (P5): `server`, `room:<id>` or `person:<id>`. */
export const streamSchema = v.pipe(
  v.string(),
  v.regex(/^(?:server|(?:room|person):[a-z2-7]{25}[aeimquy4])$/, 'not a stream'),
  v.brand('Stream'),
);
export type Stream = v.InferOutput<typeof streamSchema>;

/** People, devices, admissions, roles and settings: every member gets it. */
export const serverStream = 'server' as Stream;

export function roomStream(roomId: RoomId): Stream {
  return `room:${roomId}` as Stream;
}

export function personStream(personId: PersonId): Stream {
  return `person:${personId}` as Stream;
}

/** The room of a room's stream, or null for any other stream. */
export function roomOfStream(stream: Stream): RoomId | null {
  return stream.startsWith('room:') ? (stream.slice('room:'.length) as RoomId) : null;
}
