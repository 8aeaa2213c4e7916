import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { ClaimFrame, ClaimOpened, ClaimRevealed } from '#shared/protocol/claim.ts';
import { present } from '#shared/assert.ts';
import type { Random } from '#shared/random.ts';
import { signDeviceLink } from '../identity/device-link.ts';
import type { KeyPair } from '../identity/key-pair.ts';
import { linkCommit, linkDigits } from '../identity/link-digits.ts';
import type { ClaimWish } from './claim-wish.ts';
import type { SessionHost } from './session-host.ts';
import type { SessionLine } from './session-line.ts';

/** The new device's end of the exchange by which it becomes somebody's (P18). */
export interface Claim {
  readonly frame: string;
  /** Once: another device of that person has come. What both screens show, and what is said then. */
  opened(frame: ClaimOpened): { readonly digits: string; readonly frame: string } | null;
  /** Whose device has come; null before. */
  openedBy(): PersonId | null;
}

export interface ClaimContext {
  readonly random: Random;
  readonly serverId: string;
  readonly deviceKeys: KeyPair;
  readonly wish: ClaimWish;
  readonly deviceName: string;
}

const nonceBytes = 32;

export function createClaim({ random, serverId, deviceKeys, wish, deviceName }: ClaimContext): Claim {
  const nonce = random.bytes(nonceBytes);
  const commit = linkCommit(nonce);
  const newNonce = toBase64url(nonce);
  const said = wish.type === 'name' ? { displayName: wish.displayName } : {};
  const named = deviceName === '' ? {} : { name: deviceName };
  let openedBy: PersonId | null = null;
  return {
    frame: JSON.stringify({ type: 'claim', commit, ...said, ...named } satisfies ClaimFrame),
    opened: ({ personId, device: linkedBy, nonce: oldNonce }) => {
      // A second nonce would be a second guess for whoever is in between.
      if (openedBy !== null) return null;
      openedBy = personId;
      const device = deviceKeys.publicKey as DeviceKey;
      const digits = linkDigits({ serverId, personId, linkedBy, device, commit, newNonce, oldNonce });
      const proof = signDeviceLink(deviceKeys, { serverId, personId, linkedBy });
      const revealed: ClaimRevealed = { type: 'claim.revealed', nonce: newNonce, proof };
      return { digits: present(digits, 'it is the own nonce'), frame: JSON.stringify(revealed) };
    },
    openedBy: () => openedBy,
  };
}

/** Another device of the person has come. A second time is somebody who wants another guess. */
export function openClaim(
  claim: Claim | null,
  frame: ClaimOpened,
  { host, line }: { readonly host: Pick<SessionHost, 'news'>; readonly line: Pick<SessionLine, 'end' | 'sendText'> },
): void {
  const opened = claim?.opened(frame) ?? null;
  if (opened === null) {
    line.end({ type: 'proof_wrong' });
    return;
  }
  line.sendText(opened.frame);
  host.news({ type: 'knockOpened', digits: opened.digits });
}
