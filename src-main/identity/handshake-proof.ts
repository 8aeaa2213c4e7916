import { present } from '#shared/assert.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { fromBase64url } from '#shared/encoding.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { serverIdBytes, serverIdOf } from './ids.ts';
import type { KeyPair } from './key-pair.ts';
import { importPublicKey, isSignedBy } from './public-key.ts';
import type { ServerIdentity } from './server-identity.ts';
import { signedFields } from './signed-input.ts';

const fieldBytes = 32;

/** What ties a proof to one connection: the certificate this end knows and both ends' nonces (T2, T3). */
export interface Exchange {
  /** SHA-256 of the server's leaf certificate, 32 bytes: the one this end itself shows or sees. */
  readonly certificateHash: Uint8Array;
  /** 32 bytes in base64url. */
  readonly clientNonce: string;
  /** 32 bytes in base64url. */
  readonly serverNonce: string;
}

/** The claim in a server's hello frame. */
export interface ServerClaim {
  readonly key: string;
  readonly proof: string;
}

/** The claim in a login frame. */
export interface DeviceClaim {
  readonly device: string;
  readonly proof: string;
}

export type ServerProofFailure =
  | { readonly type: 'malformed_proof' }
  | { readonly type: 'another_server'; readonly serverId: ServerId }
  | { readonly type: 'wrong_proof'; readonly serverId: ServerId };

export type DeviceProofFailure = { readonly type: 'malformed_proof' } | { readonly type: 'wrong_proof' };

/** The server's signature that it, and no relay, holds the certificate's other end (T2), base64url. */
export function proveServer(identity: ServerIdentity, exchange: Exchange): string {
  return identity.sign(serverProofInput(identity.serverId, fieldsOf(exchange)));
}

/**
 * The id of the server that this is proved to be. Before this holds nothing more may be said (T2). With `expected` null
 * any server will do, as for an address typed by hand; whether it is the right one is then for the person to say (T3).
 */
export function checkServerProof(
  claim: ServerClaim,
  exchange: Exchange,
  expected: string | null,
): Result<ServerId, ServerProofFailure> {
  const key = importPublicKey(claim.key);
  const fields = parseExchange(exchange);
  if (key === null || fields === null) return err({ type: 'malformed_proof' });
  const serverId = serverIdOf(claim.key);
  if (expected !== null && serverId !== expected) return err({ type: 'another_server', serverId });
  if (!isSignedBy(key, serverProofInput(serverId, fields), claim.proof)) return err({ type: 'wrong_proof', serverId });
  return ok(serverId);
}

/** The device's signature that it holds its key, on this connection to this server and on no other (T3), base64url. */
export function proveDevice(deviceKeys: KeyPair, serverId: string, exchange: Exchange): string {
  const key = present(fromBase64url(deviceKeys.publicKey), 'a public key is base64url');
  return deviceKeys.sign(deviceProofInput(serverId, key, fieldsOf(exchange)));
}

/** Whether the device named in a login frame holds its key (T3). */
export function checkDeviceProof(
  claim: DeviceClaim,
  serverId: string,
  exchange: Exchange,
): Result<null, DeviceProofFailure> {
  const key = importPublicKey(claim.device);
  const rawKey = fromBase64url(claim.device);
  const fields = parseExchange(exchange);
  if (key === null || rawKey === null || fields === null) return err({ type: 'malformed_proof' });
  if (!isSignedBy(key, deviceProofInput(serverId, rawKey, fields), claim.proof)) return err({ type: 'wrong_proof' });
  return ok(null);
}

type ExchangeFields = readonly [certificateHash: Uint8Array, clientNonce: Uint8Array, serverNonce: Uint8Array];

function serverProofInput(serverId: string, fields: ExchangeFields): Uint8Array {
  return signedFields('server-proof', serverIdBytes(serverId), ...fields);
}

function deviceProofInput(serverId: string, deviceKey: Uint8Array, fields: ExchangeFields): Uint8Array {
  return signedFields('device-proof', serverIdBytes(serverId), deviceKey, ...fields);
}

function fieldsOf(exchange: Exchange): ExchangeFields {
  return present(parseExchange(exchange), 'a nonce and a certificate hash have 32 bytes');
}

function parseExchange({ certificateHash, clientNonce, serverNonce }: Exchange): ExchangeFields | null {
  const client = fromBase64url(clientNonce);
  const server = fromBase64url(serverNonce);
  if (client?.length !== fieldBytes || server?.length !== fieldBytes) return null;
  return certificateHash.length === fieldBytes ? [certificateHash, client, server] : null;
}
