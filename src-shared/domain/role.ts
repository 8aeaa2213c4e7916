import * as v from 'valibot';

/** What a person is on a server. `server` is the server itself, which made the first room. */
export const roleSchema = v.picklist(['owner', 'moderator', 'member', 'guest', 'server']);
export type Role = v.InferOutput<typeof roleSchema>;

/** What somebody can be made. */
export const personRoleSchema = v.picklist(['owner', 'moderator', 'member', 'guest']);
export type PersonRole = v.InferOutput<typeof personRoleSchema>;

/** From the lowest to the highest; the server is nobody's to command. */
const ladder: readonly Role[] = ['guest', 'member', 'moderator', 'owner', 'server'];

/** Whether the first stands above the second. Owners stand above each other: any of them can be replaced, but the last. */
export function isAbove(role: Role, other: Role): boolean {
  return (role === 'owner' && other === 'owner') || ladder.indexOf(role) > ladder.indexOf(other);
}
