import type { DeviceKey } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { ClaimFrame, ClaimOpened, ClaimRevealed } from '#shared/protocol/claim.ts';
import { present } from '#shared/assert.ts';
import type { Random } from '#shared/random.ts';
import { signDeviceLink } from '../identity/device-link.ts';
import type { KeyPair } from '../identity/key-pair.ts';
import { linkCommit, linkDigits } from '../identity/link-digits.ts';

/** By what this device says at the door that it is somebody's: their link, or their name. */
export type ClaimWish = { readonly type: 'link' } | { readonly type: 'name'; readonly displayName: string };

/** The new device's end of the exchange by which it becomes somebody's (P18). */
export interface Claim {
  readonly frame: string;
  /** Once: another device of that person has come. What both screens show, and what is said then. */
  opened(frame: ClaimOpened): { readonly digits: string; readonly frame: string } | null;
}

export interface ClaimContext {
  readonly random: Random;
  readonly serverId: string;
  readonly deviceKeys: KeyPair;
  readonly wish: ClaimWish;
}

const nonceBytes = 32;

export function createClaim({ random, serverId, deviceKeys, wish }: ClaimContext): Claim {
  const nonce = random.bytes(nonceBytes);
  const commit = linkCommit(nonce);
  const newNonce = toBase64url(nonce);
  const name = wish.type === 'name' ? { displayName: wish.displayName } : {};
  let isOpened = false;
  return {
    frame: JSON.stringify({ type: 'claim', commit, ...name } satisfies ClaimFrame),
    opened: ({ personId, device: linkedBy, nonce: oldNonce }) => {
      // A second nonce would be a second guess for whoever is in between.
      if (isOpened) return null;
      isOpened = true;
      const device = deviceKeys.publicKey as DeviceKey;
      const digits = linkDigits({ serverId, personId, linkedBy, device, commit, newNonce, oldNonce });
      const proof = signDeviceLink(deviceKeys, { serverId, personId, linkedBy });
      const revealed: ClaimRevealed = { type: 'claim.revealed', nonce: newNonce, proof };
      return { digits: present(digits, 'it is the own nonce'), frame: JSON.stringify(revealed) };
    },
  };
}
