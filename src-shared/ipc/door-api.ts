/** The part of the chat API that is about who may come in and what people are: asked by owners and moderators (T6, T7, T9, T10). */
import * as v from 'valibot';
import { doorSchema, maxOpenDoorMs, type DoorSetting } from '../domain/door.ts';
import {
  deviceKeySchema,
  inviteIdSchema,
  personIdSchema,
  roomIdSchema,
  serverIdSchema,
  type CommandId,
  type DeviceKey,
  type InviteId,
  type PersonId,
  type RoomId,
} from '../domain/ids.ts';
import { maxInviteMs, maxInviteNoteCodePoints, maxInviteRooms, maxInviteUses } from '../domain/invite.ts';
import { personRoleSchema, type PersonRole } from '../domain/role.ts';
import { standingSchema } from '../domain/standing.ts';
import { storableText } from '../domain/text.ts';
import { wholeNumber } from '../domain/whole-number.ts';

const server = { serverId: serverIdSchema };
const knock = { ...server, knockId: wholeNumber(1) };

export const doorCalls = {
  'door.read': v.object(server),
  /** `openForMs`: for how long everybody may come in from now on; 0 for not at all. */
  'door.set': v.object({
    ...server,
    door: doorSchema,
    openForMs: v.pipe(wholeNumber(0), v.maxValue(maxOpenDoorMs)),
  }),
  'knock.list': v.object(server),
  /** Goes to the door; the answer is the digits that the stranger's screen shows too. */
  'knock.open': v.object(knock),
  'knock.refuse': v.object(knock),
  'knock.accept': v.object({ ...server, device: deviceKeySchema, role: personRoleSchema }),
  /** Keeps a stranger's key out, or lets it knock again. */
  'device.setBan': v.object({ ...server, device: deviceKeySchema, isBanned: v.boolean() }),
  'invite.list': v.object(server),
  /** Mints a token; the answer is the only place where it stands. */
  'invite.create': v.object({
    ...server,
    note: storableText(maxInviteNoteCodePoints),
    role: personRoleSchema,
    roomIds: v.pipe(v.array(roomIdSchema), v.maxLength(maxInviteRooms)),
    maxUses: v.pipe(wholeNumber(1), v.maxValue(maxInviteUses)),
    expiresInMs: v.pipe(wholeNumber(1), v.maxValue(maxInviteMs)),
  }),
  'invite.revoke': v.object({ ...server, inviteId: inviteIdSchema }),
  'person.setRole': v.object({ ...server, personId: personIdSchema, role: personRoleSchema }),
  'person.setStanding': v.object({ ...server, personId: personIdSchema, standing: standingSchema }),
} as const;

interface Queued {
  readonly commandId: CommandId;
}

/** How the door is set: `openUntil` is by the clock of this computer, `bannedAt` by the server's. */
export interface DoorView extends DoorSetting {
  readonly banned: readonly { readonly device: DeviceKey; readonly bannedAt: number }[];
}

/** A stranger who waits. The name is what they say. */
export interface KnockView {
  readonly knockId: number;
  readonly displayName: string;
  /** Whom they say they are already: an owner may vouch for them (T8). Null where nobody is called so; left out of newcomers. */
  readonly claims?: PersonId | null | undefined;
  readonly device: DeviceKey;
  readonly address: string;
  readonly at: number;
  readonly isOpened: boolean;
}

export interface InviteView {
  readonly inviteId: InviteId;
  readonly createdBy: PersonId;
  readonly createdAt: number;
  readonly note: string;
  readonly role: PersonRole;
  readonly roomIds: readonly RoomId[];
  readonly maxUses: number;
  readonly uses: number;
  /** By the clock of this computer. */
  readonly expiresAt: number;
}

export interface DoorResults {
  'door.read': DoorView;
  'door.set': Queued;
  'knock.list': readonly KnockView[];
  'knock.open': { readonly device: DeviceKey; readonly digits: string };
  'knock.refuse': null;
  'knock.accept': Queued;
  'device.setBan': Queued;
  /** The next to run out first. */
  'invite.list': readonly InviteView[];
  /** `link` is the join line; it works once the server has accepted the command. */
  'invite.create': Queued & { readonly inviteId: InviteId; readonly link: string; readonly expiresAt: number };
  'invite.revoke': Queued;
  'person.setRole': Queued;
  'person.setStanding': Queued;
}
