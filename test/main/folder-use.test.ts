import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderUse } from '#main/folder-use.ts';
import { temporaryFolder } from './storage/temporary-folder.ts';

it.each([
  [[], 'nobody'],
  [['profile.db'], 'chat'],
  [['server.db'], 'server'],
  [['profile.db', 'server.db'], 'both'],
] as const)('whose a data folder is is known by what lies in it: %j is of %s', (files, use) => {
  const folder = temporaryFolder();
  for (const file of files) writeFileSync(join(folder, file), '');
  expect(folderUse(folder)).toBe(use);
});

it('a data folder that is not there is nobody’s', () => {
  expect(folderUse(join(temporaryFolder(), 'none'))).toBe('nobody');
});
