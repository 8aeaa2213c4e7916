import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { licencesOf } from '../../build/licences.ts';

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true });
  folder = null;
});

describe('the licences in a package for people', () => {
  it('are those of what its page and its processes are made of, and of no tool', async () => {
    const text = await licencesOf('desktop');
    for (const name of ['svelte', '@fontsource-variable/inter', 'ws', 'valibot', 'better-sqlite3']) {
      expect(text).toMatch(new RegExp(`^${name} \\S+ \\(.+\\)$`, 'm'));
    }
    expect(text).toContain('SIL OPEN FONT LICENSE');
    expect(text).not.toMatch(/^(vite|typescript|electron|playwright) \d/m);
  });

  it('stop the packing when a work comes without the text of its own', async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-licences-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', version: '1.0.0', license: 'MIT' }));
    await expect(licencesOf('serve', [folder])).rejects.toThrow('bare comes without the text of its licence (MIT).');
  });
});
