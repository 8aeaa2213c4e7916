import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { serveFlags } from '../../build/serve-flags.ts';
import { startScript } from '../../build/serve-texts.ts';
import manifest from '../../package.json' with { type: 'json' };

const flags = serveFlags.join(' ');

it('a server that runs alone is started with the flags of its heap, whoever starts it', () => {
  expect(manifest.scripts.serve).toContain(`node ${flags} `);
  expect(startScript('serve', { isWindows: false })).toContain(`node" ${flags} "$here`);
  expect(startScript('serve', { isWindows: true })).toContain(`node.exe" ${flags} "`);
  expect(readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8')).toContain(
    `bin/node ${flags} dist`,
  );
});

it('a chat is started without', () => {
  expect(startScript('chat', { isWindows: false })).not.toContain(flags);
});
