import { timingSafeEqual } from 'node:crypto';
import type { Random } from '#shared/random.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { DoorKeys } from './door-guard.ts';

export interface IssuedKeys extends DoorKeys {
  /** A new one-time token; the ones before it are worth nothing. */
  issueToken(): string;
  readonly cookie: string;
}

/** Secrets that live as long as this process and are written nowhere. */
export function createDoorKeys(authority: string, random: Random): IssuedKeys {
  const secret = () => toBase64url(random.bytes(32));
  const cookie = secret();
  let token: string | null = null;
  return {
    authority,
    cookie,
    issueToken: () => {
      token = secret();
      return token;
    },
    useToken: (typed) => {
      const isRight = token !== null && isSame(typed, token);
      if (isRight) token = null;
      return isRight;
    },
    isCookie: (value) => isSame(value, cookie),
  };
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
