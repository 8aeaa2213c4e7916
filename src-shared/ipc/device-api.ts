/** The part of the chat API that is about a person's devices (P18), and about whom an owner vouches for (T8). */
import * as v from 'valibot';
import { deviceKeySchema, personIdSchema, serverIdSchema, type CommandId, type DeviceKey } from '../domain/ids.ts';
import { wholeNumber } from '../domain/whole-number.ts';

const server = { serverId: serverIdSchema };
const claim = { ...server, claimId: wholeNumber(1) };

export const deviceCalls = {
  /** One's own where nobody is named; those of somebody else for owners. */
  'device.list': v.object({ ...server, personId: v.optional(personIdSchema) }),
  /** For good: its connection is cut, and its key comes in no more. */
  'device.revoke': v.object({ ...server, device: deviceKeySchema }),
  /** Mints a link by which one device may ask to be this person's; the answer is the only place where its token stands. */
  'device.offer': v.object(server),
  'claim.list': v.object(server),
  /** Goes to a device that waits; the answer is the digits that its screen shows too. */
  'claim.open': v.object(claim),
  /** The digits agree: makes it one of this person's. */
  'claim.accept': v.object(claim),
  'claim.refuse': v.object(claim),
  /** For owners: makes a stranger's device somebody's whose own keys are not at hand. */
  'device.vouch': v.object({ ...server, device: deviceKeySchema, personId: personIdSchema }),
} as const;

interface Queued {
  readonly commandId: CommandId;
}

/** A device of one person. Moments are of the server's clock; `lastSeenAt` is null until it was here. */
export interface DeviceView {
  readonly device: DeviceKey;
  /** What it says it is called; empty where it says nothing. */
  readonly name: string;
  readonly addedAt: number;
  readonly lastSeenAt: number | null;
  readonly isHere: boolean;
  readonly isThis: boolean;
}

/** A device that waits and says it is this person's. The name is what it says. */
export interface ClaimView {
  readonly claimId: number;
  readonly device: DeviceKey;
  readonly name: string;
  readonly address: string;
  readonly at: number;
  readonly isByLink: boolean;
}

export interface DeviceResults {
  'device.list': readonly DeviceView[];
  'device.revoke': Queued;
  /** It works for `forMs` from now on, while this program and the server run. */
  'device.offer': { readonly link: string; readonly forMs: number };
  'claim.list': readonly ClaimView[];
  'claim.open': { readonly device: DeviceKey; readonly digits: string };
  'claim.accept': Queued;
  'claim.refuse': null;
  'device.vouch': Queued;
}
