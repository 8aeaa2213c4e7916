import * as v from 'valibot';

/** What a person is on a server. `server` is the server itself, which made the first room. */
export const roleSchema = v.picklist(['owner', 'moderator', 'member', 'guest', 'server']);
export type Role = v.InferOutput<typeof roleSchema>;
