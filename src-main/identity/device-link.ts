import type { KeyPair } from './key-pair.ts';
import { idBytesOf, keyBytesOf, serverIdBytes } from './ids.ts';
import type { SignatureVerifier } from './signature-verifier.ts';
import { signedFields } from './signed-input.ts';

/** That a new key is one of a person's devices, beside the one that signs the `device.link` (P18). */
export interface DeviceLink {
  readonly serverId: string;
  readonly personId: string;
  /** The person's device that links the new one; a public key in base64url, as the next. */
  readonly linkedBy: string;
  readonly device: string;
}

/** The new key's half of a link; the other half is the command around it. 64 bytes in base64url. */
export function signDeviceLink(newKeys: KeyPair, link: Omit<DeviceLink, 'device'>): string {
  return newKeys.sign(linkInput({ ...link, device: newKeys.publicKey }));
}

/** Whether the new key has agreed to this very link: that person, by that device. */
export function isDeviceLinkSigned(verifier: SignatureVerifier, link: DeviceLink, proof: string): boolean {
  return verifier.isSignedBy(link.device, linkInput(link), proof);
}

function linkInput({ serverId, personId, linkedBy, device }: DeviceLink): Buffer {
  const keys = [linkedBy, device].map(keyBytesOf);
  return signedFields('device-link', serverIdBytes(serverId), idBytesOf(personId), ...keys);
}
