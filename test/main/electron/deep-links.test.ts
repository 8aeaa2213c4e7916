import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { App } from 'electron';
import { expect, it } from 'vitest';
import { followDeepLinks, joinLineIn, ownArguments } from '#main/electron/deep-links.ts';

const line = 'hallway://join?s=k7qdm2xa94ftpw3r&h=10.20.4.17:7420';

it('links are the system’s to open with the installed program, and with none that is only tried', () => {
  const registered = [true, false].map((isPackaged) => {
    const schemes: string[] = [];
    const app = Object.assign(new EventEmitter(), {
      isPackaged,
      setAsDefaultProtocolClient: (scheme: string) => schemes.push(scheme),
    });
    followDeepLinks(app as unknown as App, () => undefined);
    return schemes;
  });
  expect(registered).toEqual([['hallway'], []]);
  // What the installers tell the system.
  expect(readFileSync(new URL('../../../electron-builder.yml', import.meta.url), 'utf8')).toMatch(
    /^protocols:\n {2}- name: Hallway\n {4}schemes: \[hallway\]$/mu,
  );
});

it('a link to join is found among what the system starts the program with', () => {
  expect(joinLineIn(['/opt/hallway', '--data', '/home/mara', line])).toBe(line);
});

it('a link is known as well where the system put a slash after its host, or wrote its scheme in capitals', () => {
  for (const written of [line.replace('join?', 'join/?'), line.replace('hallway', 'HALLWAY')])
    expect(joinLineIn(['/opt/hallway', written])).toBe(written);
});

it('what is no link of ours, too long or not plain text is left alone', () => {
  const strange = [
    'hallway://quit?now',
    'hallway:join?s=x',
    `https://example.org/?${line}`,
    `${line}${'a'.repeat(2_100)}`,
    `${line}\n--no-sandbox`,
    `${line}&n=\u202e`,
  ];
  for (const argument of strange) expect(joinLineIn([argument])).toBeNull();
  expect(joinLineIn([])).toBeNull();
});

it('an option that stands behind a link is nobody’s: it may have come out of the link', () => {
  const asked = ['--data', '/home/mara', '--no-discovery'];
  expect(ownArguments(asked)).toEqual(asked);
  for (const link of [line, 'HALLWAY://join?', ' hallway:x'])
    expect(ownArguments([...asked, link, '--data', String.raw`\\host\share`])).toEqual(asked);
});
