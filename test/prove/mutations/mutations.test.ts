import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { projectFolder } from '../../../build/entries.ts';
import { lanes } from '#test/support/lanes.ts';
import { proofs } from '../proof-list.ts';
import { mutate } from './mutated-tree.ts';
import { mutations } from './mutation-list.ts';

it.each(mutations)('"$name" fits the sources exactly once', (mutation) => {
  const text = readFileSync(join(projectFolder, mutation.file), 'utf8');
  expect(mutate(text, mutation)).not.toBe(text);
});

it('no mutation speaks of a name that its file does not have', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-mutations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [index, mutation] of mutations.entries()) {
    if (!mutation.file.endsWith('.ts')) continue;
    writeFileSync(
      join(folder, `${index}.ts`),
      mutate(readFileSync(join(projectFolder, mutation.file), 'utf8'), mutation),
    );
  }
  expect(undefinedNames(folder).filter((name) => !(name in globalThis))).toEqual([]);
  writeFileSync(join(folder, 'dead.ts'), 'export const isOpen = counts.isOpen;');
  expect(undefinedNames(folder)).toContain('counts');
});

function undefinedNames(folder: string): string[] {
  const oxlint = join(projectFolder, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '-A', 'all', '-D', 'no-undef', folder], { encoding: 'utf8' });
  return [...stdout.matchAll(/'(?<name>[^']+)' is not defined/gu)].map(({ groups }) => groups?.['name'] ?? '');
}

it('each proof has a mutation that must turn it red', () => {
  const mutated = new Set(mutations.flatMap(({ proof }) => proof ?? []));
  expect(proofs.map(({ name }) => name).filter((name) => !mutated.has(name))).toEqual([]);
  expect([...mutated].filter((name) => proofs.every((proof) => proof.name !== name))).toEqual([]);
});

const suites = mutations.flatMap(({ suite }) => suite ?? []);

it.each(suites)('the suite $file is one of the lane $lane, and has the test that is named', ({ lane, file, test }) => {
  expect(lanes.filter(({ name }) => name === lane)).toHaveLength(1);
  const ofItsOwn = lanes.map(({ name }) => name).filter((name) => existsSync(join(projectFolder, 'test', name)));
  const folder = file.split('/')[1] ?? '';
  expect(ofItsOwn.includes(folder) ? folder : 'unit').toBe(lane);
  expect(readFileSync(join(projectFolder, file), 'utf8')).toContain(test ?? '');
});

it('docs/security.md names each suite of an attack', () => {
  const page = readFileSync(join(projectFolder, 'docs/security.md'), 'utf8');
  const attacks = globSync('test/**/attack/**/*.test.ts', { cwd: projectFolder });
  expect(attacks.filter((file) => !page.includes(file.replaceAll('\\', '/')))).toEqual([]);
});

it('each suite of an attack has a mutation that must turn it red', () => {
  const attacks = globSync('test/**/attack/**/*.test.ts', { cwd: projectFolder });
  const mutated = new Set(suites.map(({ file }) => file));
  expect(attacks.map((file) => file.replaceAll('\\', '/')).filter((file) => !mutated.has(file))).toEqual([]);
});

/** What has to be tried of attacks, and by which suites: each needs a mutation of its own, wherever it lies. */
const attackedBy = {
  'an impostor, a relay, a server of the same name, resumed TLS': [
    'test/process/attack/impostor.test.ts',
    'test/main/client/attack/known-name.test.ts',
    'test/main/transport/dial.test.ts',
  ],
  'a strange device': ['test/process/attack/stranger.test.ts'],
  'forged and flooded mDNS': ['test/lan/attack/forged-discovery.test.ts'],
  'pages in a browser': ['test/ui/hostile-page.test.ts'],
  'fragments, large frames, slowloris, sockets, pings': ['test/process/attack/exhaustion.test.ts'],
  'slow readers': ['test/process/attack/exhaustion.test.ts', 'test/main/transport/slow-reader.test.ts'],
  'guessed tokens': ['test/process/attack/invite-tokens.test.ts'],
  'replays, and frames of removed members': ['test/process/attack/replay.test.ts', 'test/main/server/door.test.ts'],
  'a rogue server': [
    'test/process/attack/rogue-server.test.ts',
    'test/main/client/attack/rogue-server.test.ts',
    'test/main/client/attack/signal-flood.test.ts',
  ],
  'IPC from a foreign frame': ['test/electron/system.test.ts', 'test/main/electron/page-sender.test.ts'],
  'fuzzed IPC': ['test/shared/ipc/hostile-calls.test.ts', 'test/main/hostile-window.test.ts'],
  'a page that opens, leads, drops, embeds or asks': [
    'test/electron/hostile-page.test.ts',
    'test/main/electron/page-guard.test.ts',
  ],
  'the fuses of the release': ['test/electron/desk.test.ts', 'test/electron/hostile-input.test.ts'],
  'names, links and texts': [
    'test/shared/domain/hostile-names.test.ts',
    'test/shared/domain/look-alikes.test.ts',
    'test/shared/discovery/hostile-links.test.ts',
    'test/ui/hostile.test.ts',
  ],
  'a database that its owner edits': [
    'test/process/changed-database.test.ts',
    'test/main/storage/verifier/log-verifier.test.ts',
  ],
} as const;

it.each(Object.entries(attackedBy))(
  '%s: docs/security.md names its suites, and a mutation turns each red',
  (_, files) => {
    const page = readFileSync(join(projectFolder, 'docs/security.md'), 'utf8');
    const mutated = new Set(suites.map(({ file }) => file));
    expect(files.filter((file) => !mutated.has(file) || !page.includes(file))).toEqual([]);
  },
);

it('a mutation that fits nowhere, or twice, is refused', () => {
  const mutation = { name: 'nothing', proof: 'fsync', says: /a/u, file: 'a.ts', find: 'one', replace: 'two' };
  expect(() => mutate('none', { ...mutation, find: 'absent' })).toThrow('0 times');
  expect(() => mutate('one and one', mutation)).toThrow('2 times');
  expect(mutate('$& one', { ...mutation, replace: '$&' })).toBe('$& $&');
});
