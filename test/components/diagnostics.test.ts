import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import DiagnosticsPage from '#renderer/features/diagnostics/DiagnosticsPage.svelte';
import { roomStream } from '#shared/domain/stream.ts';
import type { DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import { err, ok } from '#shared/result.ts';
import { buildDiagnostics, buildServer, general, serverIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupPage(parts: Partial<DeviceDiagnostics> = {}, others = 0) {
  const names = Array.from({ length: others }, (_, at) => `Server ${at}`);
  const servers = [
    buildServer(),
    ...names.map((name, at) => buildServer({ name, serverId: serverIdOf('abc'[at] ?? 'd') })),
  ];
  const { scripted, hallway } = await setupHallway({ servers });
  scripted.answer('server.diagnostics', async () => ok(buildDiagnostics(parts)));
  const shown = await renderInHallway(hallway, DiagnosticsPage, { server: buildServer() });
  const asked = () => scripted.calls.filter(({ name }) => name === 'server.diagnostics').length;
  return { scripted, hallway, asked, shown };
}

it('[D8] figures, facts and gaps by room are there for a screen reader as terms and a table', async () => {
  await setupPage({ holes: [{ stream: roomStream(general), found: 3, mended: 2, open: 1 }] });
  await expect.element(page.getByRole('heading', { name: /^This computer and .*Nordlicht/u })).toBeVisible();
  await expect.element(page.getByRole('row', { name: /general 3 2 1/u })).toBeVisible();
  const terms = page.getByRole('term').elements();
  const definitions = page.getByRole('definition').elements();
  expect(terms.map(({ textContent }) => textContent).slice(0, 2)).toEqual(['Gaps found', 'Waiting to be sent']);
  expect(definitions.map(({ textContent }) => textContent).slice(0, 2)).toEqual(['3', '2 mended, 1 open']);
});

it('what is shown follows the server, and is asked for no more once the page is gone', async () => {
  const { scripted, asked, shown } = await setupPage();
  await expect.element(page.getByText('nothing is missing', { exact: false })).toBeVisible();
  scripted.answer('server.diagnostics', async () => ok(buildDiagnostics({ connection: { type: 'catching_up' } })));
  scripted.server({ connection: { type: 'catching_up' } });
  await expect.element(page.getByText('What was missed is being fetched.', { exact: false })).toBeVisible();
  await shown.unmount();
  const before = asked();
  scripted.server({ connection: { type: 'online' } });
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  expect(asked()).toBe(before);
});

it('what cannot be read says why', async () => {
  const { scripted, hallway } = await setupHallway();
  scripted.answer('server.diagnostics', async () => err({ type: 'storage_failed', detail: 'database_corrupt' }));
  await renderInHallway(hallway, DiagnosticsPage, { server: buildServer() });
  const alert = page.getByRole('alert');
  await expect.element(alert).toBeVisible();
  expect(alert.element().textContent).toContain('Put it aside');
});

it('of several servers one is chosen', async () => {
  const { hallway } = await setupPage({}, 2);
  await page.getByRole('button', { name: /Nordlicht/u }).click();
  await page.getByRole('menu').getByText('Server 1').click();
  expect(hallway.place.serverId).toBe(serverIdOf('b'));
});
