import type { ServerId } from '#shared/domain/ids.ts';
import { serverIdOf } from './ids.ts';
import { createKeyPair } from './key-pair.ts';
import { createMac } from './mac.ts';

/** A server is its Ed25519 key (T1): everything below follows from the seed and outlives name, address and machine. */
export interface ServerIdentity {
  /** base32 of the SHA-256 of the public key, 52 characters. */
  readonly serverId: ServerId;
  /** The public key, 32 bytes in base64url. */
  readonly publicKey: string;
  /** The signature over the input, 64 bytes in base64url. */
  sign(input: Uint8Array): string;
  /** The mac of an event over the canonical JSON array of P10, 16 bytes in base64url. */
  eventMac(canonical: string): string;
  /** Whether this server once made that mac of an event; takes the same time whatever is wrong. */
  isEventMac(canonical: string, mac: string): boolean;
  /** The mac of a position over the canonical JSON array `[epochId, epoch, seq, serverHead, tag]`, 16 bytes in base64url. */
  positionMac(canonical: string): string;
  /** Whether this server once made that mac of a position; takes the same time whatever is wrong. */
  isPositionMac(canonical: string, mac: string): boolean;
}

/** The identity of a 32-byte seed. */
export function createServerIdentity(seed: Uint8Array): ServerIdentity {
  const keyPair = createKeyPair(seed);
  const eventMac = createMac(seed, 'event-mac');
  const positionMac = createMac(seed, 'position-mac');
  return {
    serverId: serverIdOf(keyPair.publicKey),
    publicKey: keyPair.publicKey,
    sign: (input) => keyPair.sign(input),
    eventMac: (canonical) => eventMac.of(canonical),
    isEventMac: (canonical, mac) => eventMac.matches(canonical, mac),
    positionMac: (canonical) => positionMac.of(canonical),
    isPositionMac: (canonical, mac) => positionMac.matches(canonical, mac),
  };
}
