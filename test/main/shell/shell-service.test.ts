import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import {
  firstSettings as first,
  settingsSchema,
  type FileEnding,
  type Settings,
  type ShellContract,
} from '#shared/ipc/shell-api.ts';
import { silentLogger } from '#shared/logger.ts';
import { err, ok } from '#shared/result.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { jsonFile } from '#main/shell/json-file.ts';
import { createShellService } from '#main/shell/shell-service.ts';
import { sampleStatus } from '#test/support/sample-status.ts';
import { encodePng } from '#test/support/qr-photo.ts';
import { shellDescription } from '#test/support/shell-description.ts';

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});

function setupShell() {
  folder = mkdtempSync(join(tmpdir(), 'hallway-shell-'));
  const path = join(folder, 'settings.json');
  const opened: string[] = [];
  const off = { type: 'off', lastName: null, serverId: null, stoppedAt: null } as const;
  const service = createShellService({
    log: silentLogger,
    description: shellDescription,
    settings: jsonFile(path, settingsSchema, first),
    host: {
      view: () => off,
      start: () => Promise.resolve(ok(off)),
      stop: () => Promise.resolve(off),
      goOn: () => Promise.resolve(false),
      chooseNetwork: ({ isServed }) => Promise.resolve(isServed),
      reopen: () => Promise.resolve(1),
      status: () => Promise.resolve(sampleStatus),
      setAside: () => Promise.resolve(ok({ folder: null })),
    },
    peopleHere: () => Promise.resolve(null),
    client: { view: () => ({ type: 'running' }), start: () => ({ type: 'running' }) },
    openLink: (url) => {
      opened.push(url.href);
      return Promise.resolve(true);
    },
    onMenu: () => opened.push('the menus'),
    saveFile: async ({ name, ending, bytes }) => {
      opened.push(`${name}.${ending}: ${bytes.length} bytes`);
      return name === 'full' ? { type: 'failed', code: 'ENOSPC' } : { type: name === 'no' ? 'cancelled' : 'saved' };
    },
  });
  const window = () => {
    const [near, far] = linkedPorts();
    service.serve(far);
    return createRpcClient<ShellContract>(near);
  };
  return { path, opened, window };
}

it('[T6, T17] a file is saved where the person says, and nothing that is not what its ending says', async () => {
  const { opened, window } = setupShell();
  const png = encodePng(2, 2, () => 0);
  const save = (name: string, bytes: Buffer, ending: FileEnding = 'png') =>
    window().call('file.save', { name, ending, content: bytes.toString('base64') });
  expect(await save('hallway-invite', png)).toEqual(ok(true));
  expect(await save('no', png)).toEqual(ok(false));
  expect(await save('full', png)).toEqual(err({ type: 'file_not_saved', code: 'ENOSPC' }));
  const script = Buffer.from('#!/bin/sh\nrm -rf everything # and more');
  expect(await save('script', script)).toEqual(err({ type: 'file_refused' }));
  expect(await save('program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]), 'csv')).toEqual(
    err({ type: 'file_refused' }),
  );
  const table = Buffer.from('\uFEFFwhen,who\r\n');
  expect(await save('hallway-audit', table, 'csv')).toEqual(ok(true));
  expect(await save('../../.profile', png)).toMatchObject({ ok: false, error: { type: 'invalid_params' } });
  const pictures = ['hallway-invite', 'no', 'full'].map((name) => `${name}.png: ${png.length} bytes`);
  expect(opened).toEqual([...pictures, `hallway-audit.csv: ${table.length} bytes`]);
});

describe('settings', () => {
  it('are kept as they are changed, one by one, and told to every window', async () => {
    const { path, window } = setupShell();
    const [one, other] = [window(), window()];
    const heard: Settings[] = [];
    other.on('settings.changed', (settings) => heard.push(settings));
    expect(await one.call('settings.read', {})).toEqual(ok(first));
    await one.call('settings.change', { displayName: 'Mara' });
    const both = { ...first, displayName: 'Mara', theme: 'dark' as const };
    expect(await one.call('settings.change', { theme: 'dark' })).toEqual(ok(both));
    expect(heard.at(-1)).toEqual(both);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(both);
  });

  it('that nobody can read are the first ones', async () => {
    for (const broken of ['', '{"theme":', 'null', '[]']) {
      const { path, window } = setupShell();
      writeFileSync(path, broken);
      expect(await window().call('settings.read', {})).toEqual(ok(first));
    }
  });

  it('of another version keep what can be read, and the rest is as it is at first', async () => {
    const { path, window } = setupShell();
    writeFileSync(path, '{"displayName":"Mara","theme":"loud","language":"zh-CN","whenClosed":3,"later":true}');
    const read = { ...first, displayName: 'Mara', language: 'zh-CN' as const };
    expect(await window().call('settings.read', {})).toEqual(ok(read));
  });

  it('that the disk does not take hold until the program ends, and that is said', async () => {
    const { path, window } = setupShell();
    mkdirSync(`${path}.new`);
    const [one, other] = [window(), window()];
    const heard: Settings[] = [];
    other.on('settings.changed', (settings) => heard.push(settings));
    expect(await one.call('settings.change', { theme: 'dark' })).toMatchObject({
      ok: false,
      error: { type: 'settings_not_kept' },
    });
    const dark = { ...first, theme: 'dark' as const };
    expect([heard, await other.call('settings.read', {})]).toEqual([[dark], ok(dark)]);
  });

  it('that make no sense are refused and change nothing', async () => {
    const { window } = setupShell();
    const wrong = { theme: 'loud' } as unknown as { theme: 'dark' };
    expect(await window().call('settings.change', wrong)).toMatchObject({
      ok: false,
      error: { type: 'invalid_params' },
    });
    expect(await window().call('settings.read', {})).toEqual(ok(first));
  });
});

it('a link to a page or an address opens outside; one that could start a program does not', async () => {
  const { opened, window } = setupShell();
  const good = ['https://example.org/a?b=c&d', 'http://10.0.0.1:8080/', 'mailto:mara@example.org'];
  for (const url of good) expect(await window().call('link.open', { url })).toEqual(ok(null));
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'hallway://join?s=x', 'ms-msdt:/id', 'no url', '']) {
    expect(await window().call('link.open', { url })).toEqual({ ok: false, error: { type: 'link_refused' } });
  }
  expect(opened).toEqual(good);
});

it('the menus of the app are opened for a window that has no bar for them', async () => {
  const { opened, window } = setupShell();
  expect(await window().call('menu.open', {})).toEqual(ok(null));
  expect(opened).toEqual(['the menus']);
});

it('the report of the server that runs here is answered to a window', async () => {
  const { window } = setupShell();
  expect(await window().call('host.report', {})).toEqual(ok(sampleStatus));
});
