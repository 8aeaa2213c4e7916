import * as v from 'valibot';
import { present } from '#shared/assert.ts';

const answerSchema = v.object({ secret: v.string() });

/** Shows the token of a browser shell's address at its door, as the page does, and brings back the secret. */
export async function walkIn(address: URL): Promise<string> {
  const response = await fetch(new URL('/key', address), {
    method: 'POST',
    headers: { origin: address.origin, 'content-type': 'application/json', 'hallway-door': 'token' },
    body: JSON.stringify({ token: tokenOf(address) }),
  });
  return v.parse(answerSchema, await response.json()).secret;
}

export function tokenOf({ hash }: URL): string {
  return present(new URLSearchParams(hash.slice(1)).get('token'), 'the token in the address');
}
