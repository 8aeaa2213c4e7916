import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { KeyPair } from './key-pair.ts';
import type { SignatureVerifier } from './signature-verifier.ts';
import { signedText } from './signed-input.ts';

/** What makes two commands the same one, whoever signed them and under whichever number (P14). */
export interface CommandContent {
  readonly serverId: string;
  readonly commandId: string;
  readonly kind: string;
  readonly body: unknown;
}

/** What a signature on a command claims. */
export interface SignedCommand {
  /** The command in its canonical JSON form, without the signature. */
  readonly canonical: string;
  /** The device's public key, base64url. */
  readonly device: string;
  /** 64 bytes in base64url. */
  readonly signature: string;
}

/** The device's signature over a command in its canonical JSON form (D1), 64 bytes in base64url. */
export function signCommand(deviceKeys: KeyPair, canonical: string): string {
  return deviceKeys.sign(commandInput(canonical));
}

/** Whether the device named made the signature over exactly this command. Takes about 85 µs: off the hot path (P11). */
export function isCommandSigned(verifier: SignatureVerifier, command: SignedCommand): boolean {
  return verifier.isSignedBy(command.device, commandInput(command.canonical), command.signature);
}

/** SHA-256 over the very input that is signed, 32 bytes in base64url: what an event's mac covers (P10). */
export function commandHash(canonical: string): string {
  return hash('sha256', signedText('command', canonical), 'base64url');
}

/** SHA-256 over what stays equal when a command is signed again, 32 bytes in base64url (P14). */
export function contentHash({ serverId, commandId, kind, body }: CommandContent): string {
  return hash('sha256', signedText('content', canonicalJson({ body, commandId, kind, serverId })), 'base64url');
}

function commandInput(canonical: string): Buffer {
  return Buffer.from(signedText('command', canonical), 'utf8');
}
