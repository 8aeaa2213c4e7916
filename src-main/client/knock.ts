import type { DeviceKey } from '#shared/domain/ids.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { KnockFrame, KnockOpened } from '#shared/protocol/knock.ts';
import type { Random } from '#shared/random.ts';
import type { Exchange } from '../identity/handshake-proof.ts';
import { knockDigits } from '../identity/knock-digits.ts';
import type { SessionHost } from './session-host.ts';

/** This end of the exchange that leads to six digits on both screens (T7). */
export interface Knock {
  /** The frame that says this end's nonce. */
  readonly frame: string;
  /** The digits, once the server has said its nonce; null where that is not what it had committed to. */
  opened(frame: KnockOpened): string | null;
}

export interface KnockContext {
  readonly random: Random;
  readonly serverKey: string;
  readonly exchange: Pick<Exchange, 'certificateHash'>;
  readonly device: DeviceKey;
  /** Of the session frame. */
  readonly commit: string;
}

export function createKnock({ random, serverKey, exchange, device, commit }: KnockContext): Knock {
  const clientNonce = toBase64url(random.bytes(32));
  const { certificateHash } = exchange;
  return {
    frame: JSON.stringify({ type: 'knock', nonce: clientNonce } satisfies KnockFrame),
    opened: ({ nonce: serverNonce }) =>
      knockDigits({ serverKey, device, certificateHash, commit, clientNonce, serverNonce }),
  };
}

/** Somebody has come to the door. Another nonce than the server had committed to: somebody is in between. */
export function openKnock(
  knock: Knock | null,
  frame: KnockOpened,
  { host, end }: { readonly host: Pick<SessionHost, 'news'>; readonly end: (problem: ConnectionProblem) => void },
): void {
  const digits = knock?.opened(frame) ?? null;
  if (digits === null) end({ type: 'proof_wrong' });
  else host.news({ type: 'knockOpened', digits });
}
