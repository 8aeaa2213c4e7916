import * as v from 'valibot';
import { present } from '#shared/assert.ts';
import { serverIdSchema } from '#shared/domain/ids.ts';
import { parseName } from '#shared/domain/name.ts';
import { toBase32 } from '#shared/encoding.ts';
import type { Advertisement } from '#main/discovery/discovery.ts';

/** A server to announce. The same number always makes the same id. */
export function advertisement(number: number, changes: { name?: string; port?: number } = {}): Advertisement {
  const { name = `Server ${number}`, port = 7_420 } = changes;
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, number);
  const parsed = parseName(name);
  return {
    serverId: v.parse(serverIdSchema, toBase32(bytes)),
    name: present(parsed.ok ? parsed.value : null, 'a test gives a valid name'),
    versions: [1],
    port,
  };
}
