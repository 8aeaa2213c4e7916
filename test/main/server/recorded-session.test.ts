import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { recordSession } from './recorded-session.ts';

const protocolFile = fileURLToPath(new URL('../../../src-shared/protocol/PROTOCOL.md', import.meta.url));
const block = /(<!-- recorded session -->\n```\n)([^`]*)(\n```)/u;

it('[P1, P15, D3] the real server answers the session recorded in PROTOCOL.md byte for byte', async () => {
  const spoken = (await recordSession()).join('\n');
  const protocol = readFileSync(protocolFile, 'utf8');
  if (process.env['HALLWAY_WRITE_RECORD'] === '1') {
    writeFileSync(protocolFile, protocol.replace(block, `$1${spoken.replaceAll('$', '$$$$')}$3`));
    return;
  }
  expect(block.exec(protocol)?.[2]).toBe(spoken);
});
