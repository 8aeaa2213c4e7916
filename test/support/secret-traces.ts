import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fromBase64url, toBase32 } from '#shared/encoding.ts';
import { childrenOf } from './process-table.ts';

/** Something that nobody else may come to know, as base64url. */
export interface Secret {
  readonly name: string;
  readonly text: string;
}

export interface Search {
  /** Processes whose arguments and environment are looked at. */
  readonly pids: readonly number[];
  /** Every file below is looked at but for those that are there for the secrets. */
  readonly folder: string;
  readonly isForSecrets: (path: string) => boolean;
}

/** Where a secret was found that should be nowhere, in whichever form: `client.log: device key`. */
export function tracesOf(secrets: readonly Secret[], { pids, folder, isForSecrets }: Search): string[] {
  const places = [
    ...pids.flatMap((pid) =>
      ['cmdline', 'environ'].map((file) => ({ name: `${pid} ${file}`, path: `/proc/${pid}/${file}` })),
    ),
    ...filesOf(folder)
      .filter((path) => !isForSecrets(path))
      .map((path) => ({ name: path, path: join(folder, path) })),
  ];
  return places.flatMap(({ name, path }) => {
    const bytes = readBytes(path);
    return secrets
      .filter((secret) => formsOf(secret).some((form) => bytes.includes(form)))
      .map((secret) => `${name}: ${secret.name}`);
  });
}

/** A process and all that it started, with what those started. */
export function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}

/** The seeds that lie unsealed in key files below a folder. */
export function seedsBelow(folder: string): Secret[] {
  return filesOf(folder).flatMap((name) => {
    const text = /^hallway-seed-1 (\S+)/u.exec(readBytes(join(folder, name)).toString('latin1'))?.[1];
    return text === undefined ? [] : [{ name, text }];
  });
}

/** Relative to the folder. */
export function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function formsOf({ text }: Secret): Buffer[] {
  const raw = Buffer.from(fromBase64url(text) ?? new Uint8Array());
  const base64 = raw.toString('base64').replace(/=+$/u, '');
  const texts = [
    text,
    base64,
    encodeURIComponent(base64),
    raw.toString('hex'),
    raw.toString('hex').toUpperCase(),
    toBase32(raw),
  ];
  // Node shows bytes in a log as numbers.
  return [raw, ...[...texts, [...raw].join(','), [...raw].join(', ')].map((form) => Buffer.from(form))];
}

/** Empty where the process or the file is gone. */
function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
