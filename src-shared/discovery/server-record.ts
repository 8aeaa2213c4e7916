import * as v from 'valibot';
import { serverIdSchema, type ServerId } from '../domain/ids.ts';
import { parseName, type Name } from '../domain/name.ts';
import { utf8Bytes } from '../domain/text.ts';
import { err, ok, type Result } from '../result.ts';

/** What a server says of itself to whoever listens (T4): never proof of anything. */
export interface ServerRecord {
  readonly serverId: ServerId;
  readonly name: Name;
  /** Versions of the protocol it speaks: to show, the real choice is made inside TLS (P13). */
  readonly versions: readonly number[];
}

/** The key-value pairs of the TXT record (RFC 6763 section 6): `id`, `n` and `v`, each below 255 bytes with its value. */
export interface ServerTxt {
  readonly id: string;
  readonly n: string;
  readonly v: string;
}

export type ServerRecordError =
  | { readonly type: 'record_server_id_invalid' }
  | { readonly type: 'record_name_invalid' }
  | { readonly type: 'record_versions_invalid' };

const maxNameBytes = 250;
const maxNameCodePoints = 64;
const maxVersions = 8;

/** What goes into the TXT record; a name over 250 bytes of UTF-8 is cut. */
export function formatServerTxt(record: ServerRecord): ServerTxt {
  return { id: record.serverId, n: cutToBytes(record.name, maxNameBytes), v: record.versions.join(',') };
}

/** Reads a stranger's TXT pairs: the name is cleaned and cut (T8), versions that are no number are passed over. */
export function parseServerTxt(txt: ReadonlyMap<string, string>): Result<ServerRecord, ServerRecordError> {
  const serverId = v.safeParse(serverIdSchema, txt.get('id'));
  if (!serverId.success) return err({ type: 'record_server_id_invalid' });
  const name = parseName(
    Array.from(txt.get('n') ?? '')
      .slice(0, maxNameCodePoints)
      .join(''),
  );
  if (!name.ok) return err({ type: 'record_name_invalid' });
  const versions = parseVersions(txt.get('v') ?? '');
  if (versions.length === 0) return err({ type: 'record_versions_invalid' });
  return ok({ serverId: serverId.output, name: name.value, versions });
}

/** The longest beginning of the text that takes at most `maxBytes` bytes of UTF-8 and splits no character. */
export function cutToBytes(text: string, maxBytes: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Bytes(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

function parseVersions(text: string): number[] {
  const parts = text.split(',').slice(0, maxVersions);
  return [...new Set(parts.filter((part) => /^[1-9]\d{0,3}$/.test(part)).map(Number))];
}
