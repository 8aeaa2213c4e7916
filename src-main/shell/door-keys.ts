import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '#shared/clock.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import type { DoorKeys } from './door-guard.ts';

export interface IssuedKeys extends DoorKeys {
  /** A new one-time token; the ones before it are worth nothing. */
  issueToken(): string;
  /** The secret, if this is a token that was printed and not used yet; it is used up by asking. */
  exchange(token: string): string | null;
}

export interface DoorKeysOptions {
  readonly authority: string;
  readonly random: Random;
  readonly clock: Pick<Clock, 'monotonic'>;
}

const guessWindowMs = 10_000;
const maxGuesses = 20;

/**
 * Secrets that live as long as this process and are written nowhere. Of 256 bits each, nobody guesses them; the limit keeps
 * a guesser from making the door work, and never keeps out who has the right one.
 */
export function createDoorKeys({ authority, random, clock }: DoorKeysOptions): IssuedKeys {
  const draw = () => toBase64url(random.bytes(32));
  const secret = draw();
  let token: string | null = null;
  let guessedAt: readonly number[] = [];
  return {
    authority,
    issueToken: () => {
      token = draw();
      return token;
    },
    exchange: (shown) => {
      if (token === null || !isSame(shown, token)) return null;
      token = null;
      return secret;
    },
    isSecret: (value) => isSame(value, secret),
    countGuess: () => {
      const now = clock.monotonic();
      guessedAt = guessedAt.filter((at) => now - at < guessWindowMs);
      if (guessedAt.length >= maxGuesses) return 429;
      guessedAt = [...guessedAt, now];
      return 401;
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
