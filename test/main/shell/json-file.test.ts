import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import { jsonFile } from '#main/shell/json-file.ts';

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});

function setupFile() {
  folder = mkdtempSync(join(tmpdir(), 'hallway-json-'));
  const path = join(folder, 'one.json');
  return { path, open: () => jsonFile(path, v.object({ one: v.number() }), { one: 0 }) };
}

it('a value is there again for the next process', () => {
  const { path, open } = setupFile();
  const file = open();
  expect([file.read(), file.write({ one: 1 }), file.read()]).toEqual([{ one: 0 }, ok(null), { one: 1 }]);
  expect([JSON.parse(readFileSync(path, 'utf8')), open().read()]).toEqual([{ one: 1 }, { one: 1 }]);
});

it('what the disk does not take is told, and holds as long as the process', () => {
  const { path, open } = setupFile();
  // A folder in the place of the file that is written first refuses even the administrator.
  mkdirSync(`${path}.new`);
  const file = open();
  expect(file.write({ one: 1 })).toMatchObject({ ok: false, error: { type: 'file_not_kept', path } });
  expect([file.read(), open().read()]).toEqual([{ one: 1 }, { one: 0 }]);
});
