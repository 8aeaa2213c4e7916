import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStoredName } from '#main/stored-name.ts';
import { restoreSteps } from '#main/storage/backups/restore-backup.ts';
import { damageHead } from '#test/support/damage.ts';
import { setupStoredServer } from './storage/backups/stored-server.ts';
import { temporaryFolder } from './storage/temporary-folder.ts';

it('the name of a server is in its database, and nowhere where there is none', async () => {
  const { folder, leave } = setupStoredServer();
  await leave('Ann');
  expect(readStoredName(folder)).toBe('Office');
  const empty = temporaryFolder();
  expect([readStoredName(empty), readStoredName(join(empty, 'none'))]).toEqual([null, null]);
  const file = join(empty, 'file');
  writeFileSync(file, '');
  expect(readStoredName(file)).toBeNull();
});

it('of a damaged database, or one that is gone, it is that of the backup that will take its place', async () => {
  const { folder, file, leave, backUp } = setupStoredServer();
  await leave('Ann');
  backUp();
  damageHead(file);
  expect(readStoredName(folder)).toBe('Office');
  rmSync(file);
  expect(readStoredName(folder)).toBe('Office');
  rmSync(join(folder, 'backups'), { recursive: true });
  expect(readStoredName(folder)).toBeNull();
});

it('of a restore that was cut off it is that of what is put in place', async () => {
  const { folder, leave, backUp, restoring } = setupStoredServer();
  await leave('Ann');
  const { file } = backUp();
  const steps = restoreSteps(restoring, file);
  for (let step = steps.next(); step.value !== 'moved'; step = steps.next()) expect(step.done).toBe(false);
  expect(readStoredName(folder)).toBe('Office');
});
