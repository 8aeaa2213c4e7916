import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { projectFolder } from '../../build/entries.ts';

const settings = readFileSync(`${projectFolder}electron-builder.yml`, 'utf8');

describe('the packages', () => {
  it('of Linux are in the menu under the name by which Electron asks for its entry', () => {
    const [, executable] = /^ {2}executableName: (.+)$/mu.exec(settings) ?? [];
    expect(manifest.desktopName).toBe(`${executable}.desktop`);
    expect(settings).toMatch(/^ {2}syncDesktopName: true$/mu);
    // It follows from the name where nothing else is said.
    expect(settings).not.toContain('StartupWMClass');
  });

  it('of macOS are signed anew when their fuses were set, and ask for the local network in Chinese too', () => {
    expect(settings).toMatch(/^electronFuses:\n(?: {2}.+\n)* {2}resetAdHocDarwinSignature: true$/mu);
    const asked = readFileSync(`${projectFolder}build/installer/zh_CN.lproj/InfoPlist.strings`, 'utf8');
    const keys = [...asked.matchAll(/^"(\w+)" = "[^"\n]*\p{Script=Han}[^"\n]*";$/gmu)].map(([, key]) => key);
    expect(keys).toEqual(['NSLocalNetworkUsageDescription']);
    expect(settings).toMatch(/^ {4}NSLocalNetworkUsageDescription: \S/mu);
    expect(settings).toContain('{ from: build/installer/zh_CN.lproj, to: zh_CN.lproj }');
  });
});
