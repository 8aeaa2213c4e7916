import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { closeCodes, isFinalClose } from '#shared/protocol/close-code.ts';
import { chooseVersion, protocolVersions } from '#shared/protocol/version.ts';
import { fileURLToPath } from 'node:url';

describe('the version of the protocol', () => {
  it('[P13] is the newest that both speak', () => {
    expect(chooseVersion([1])).toBe(1);
    expect(chooseVersion([3, 1, 2])).toBe(1);
    expect(chooseVersion(protocolVersions)).toBe(Math.max(...protocolVersions));
  });

  it.each([[[]], [[0]], [[2, 3]], [[Number.NaN]]])('[P13] is none when there is none among %j', (offered) => {
    expect(chooseVersion(offered)).toBeNull();
  });

  it('stands best first in the list, and has an entry in its history', () => {
    expect([...protocolVersions]).toEqual(protocolVersions.toSorted((one, other) => other - one));
    const file = fileURLToPath(new URL('../../../src-shared/protocol/version.ts', import.meta.url));
    const source = readFileSync(file, 'utf8');
    for (const version of protocolVersions) expect(source).toMatch(new RegExp(`^ \\* ${version} - `, 'm'));
  });
});

describe('a close code', () => {
  it.each([4500, 4501, 4502, 4503, 4504, 4999])('[D11] from 4500 on stops the retries: %i', (code) => {
    expect(isFinalClose(code)).toBe(true);
  });

  it.each([0, 1000, 1001, 1006, 1009, 4000, 4004, 4499, 5000])('[D11] of another kind does not: %i', (code) => {
    expect(isFinalClose(code)).toBe(false);
  });

  it('[D11, P14] stops the retries for what they cannot mend', () => {
    const final = Object.entries(closeCodes).filter(([, code]) => isFinalClose(code));
    expect(final.map(([name]) => name)).toEqual([
      'replaced',
      'versionUnsupported',
      'proofWrong',
      'removed',
      'badFrame',
      'notLetIn',
    ]);
  });

  it('stands for one thing', () => {
    const codes = Object.values(closeCodes);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
