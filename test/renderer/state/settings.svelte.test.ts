import { flushSync } from 'svelte';
import { expect, it } from 'vitest';
import type { ShellContract, Settings as Values } from '#shared/ipc/shell-api.ts';
import { firstSettings, shellCalls } from '#shared/ipc/shell-api.ts';
import { createRpcClient, serveRpc, type RpcHandlers } from '#shared/ipc/rpc.ts';
import { err, ok } from '#shared/result.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { Host } from '#renderer/state/host.svelte.ts';
import { Settings } from '#renderer/state/settings.svelte.ts';
import { shellDescription } from '#test/support/shell-description.ts';
import { settle, steadyClient } from '../steady-client.ts';

async function setupShell(kept: Partial<Values> = {}) {
  const [near, far] = linkedPorts();
  let values: Values = { ...firstSettings, ...kept };
  const handlers: RpcHandlers<ShellContract> = {
    'shell.describe': async () => ok(shellDescription),
    'settings.read': async () => ok(values),
    'settings.change': async (changes) => {
      values = { ...values, ...(changes as Partial<Values>) };
      return ok(values);
    },
    'host.status': async () => ok({ type: 'off', lastName: 'Office', serverId: null, stoppedAt: null }),
    'host.start': async ({ name }) => err({ type: 'name_invalid', reason: name }),
    'host.setAside': async () => ok({ folder: null }),
    'host.stop': async () => ok({ type: 'off', lastName: 'Office', serverId: null, stoppedAt: null }),
    'host.goOn': async () => ok(false),
    'host.reopen': async () => ok(0),
    'host.chooseNetwork': async () => ok(true),
    'host.people': async () => ok(null),
    'host.report': async () => ok(null),
    'link.open': async () => ok(null),
    'file.save': async () => ok(true),
    'client.status': async () => ok({ type: 'running' }),
    'client.restart': async () => ok({ type: 'running' }),
    'menu.open': async () => ok(null),
    'page.ended': async () => ok(null),
    'question.answer': async () => ok(null),
  };
  const server = serveRpc<ShellContract>(far, {
    calls: shellCalls,
    handlers,
    onBug: (error) => {
      throw error;
    },
  });
  const shell = steadyClient(createRpcClient<ShellContract>(near));
  const settings = new Settings(shell, { languages: ['zh-CN'], isDark: true, wantsContrast: false });
  const host = new Host(shell);
  await settle();
  return { settings, host, server, values: () => values };
}

it('language and theme follow the system until the person chooses', async () => {
  const { settings } = await setupShell();
  expect([settings.language, settings.theme, settings.words.languageName]).toEqual(['zh-CN', 'dark', '简体中文']);
  await settings.change({ language: 'en', theme: 'light' });
  expect([settings.language, settings.theme, settings.words.languageName]).toEqual(['en', 'light', 'English']);
});

it('what is chosen in another window holds in this one', async () => {
  const { settings, server, values } = await setupShell();
  const seen: string[] = [];
  const stop = $effect.root(() => {
    $effect(() => void seen.push(settings.theme));
  });
  flushSync();
  server.emit('settings.changed', { ...values(), theme: 'light' });
  await settle();
  flushSync();
  expect(seen).toEqual(['dark', 'light']);
  stop();
});

it('a server that does not start leaves what is known of it as it was', async () => {
  const { host } = await setupShell();
  expect(await host.start('')).toEqual({ ok: false, error: { type: 'name_empty' } });
  expect(await host.start('Lab')).toEqual({ ok: false, error: { type: 'name_invalid', reason: 'Lab' } });
  expect(host.view).toEqual({ type: 'off', lastName: 'Office', serverId: null, stoppedAt: null });
});

it('more contrast is what the system asks for, in the theme that was chosen', async () => {
  const { settings } = await setupShell({ theme: 'light' });
  expect(settings.look).toBe('light');
  settings.system = { ...settings.system, wantsContrast: true };
  flushSync();
  expect(settings.look).toBe('contrast-light');
  await settings.change({ theme: 'dark' });
  expect(settings.look).toBe('contrast');
});
