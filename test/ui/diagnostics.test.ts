import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { present } from '#shared/assert.ts';
import type { HostView } from '#shared/ipc/shell-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildServer, serverIdOf } from '#test/main/terminal/builders.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { sampleStatus } from '#test/support/sample-status.ts';
import { forgetNewest } from '#test/support/forget-newest.ts';
import { openUiOffice, type Desk } from './office.ts';
import { buildPage, openScriptedWindow } from './scripted-window.ts';

const patience = { timeout: 30_000 };

let browser: Browser;
beforeAll(async () => {
  buildPage();
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** The newest message that a client holds is gone from its disk, as if it had never come. */
function loseNewest(folder: string): void {
  const servers = join(folder, 'client', 'servers');
  const file = present(
    readdirSync(servers).find((name) => name.endsWith('.db')),
    'a server was joined',
  );
  const db = new DatabaseSync(join(servers, file));
  const { stream } = db.prepare("SELECT stream FROM events WHERE stream >= 'room:' LIMIT 1").get() as {
    stream: string;
  };
  forgetNewest((sql) => {
    db.exec(sql);
  }, stream);
  db.close();
}

const cellsOf = (desk: Desk, row: string) =>
  desk.page
    .getByRole('row')
    .filter({ has: desk.page.getByRole('rowheader', { name: row }) })
    .getByRole('cell')
    .allInnerTexts();

it('[D8] a gap that was mended is told to whom it happened, and by the server to whoever runs it', async () => {
  const office = await openUiOffice();
  onTestFinished(() => office.close());
  const [mara, first] = [await office.openDesk('Mara Lindqvist'), await office.openDesk('Ole Brandt')];
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  await first.introduce();
  await first.join(address);
  for (const text of ['the first words', 'the lost words']) await mara.say(text);
  await first.timeline.getByText('the lost words').waitFor(patience);
  await first.timeline.getByText('Read by', { exact: false }).waitFor({ state: 'detached' });
  await first.quit();
  loseNewest(office.folderOf('Ole Brandt'));

  const ole = await office.openDesk('Ole Brandt', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ole.page.getByRole('button', { name: 'Server menu' }).getByText('Connected').waitFor(patience);
  await mara.say('the next words');
  for (const text of ['the lost words', 'the next words']) await ole.timeline.getByText(text).waitFor(patience);
  await ole.page.getByRole('button', { name: 'Server menu' }).click();
  await ole.page.getByRole('menuitem', { name: 'Diagnostics' }).click();
  await ole.page.getByRole('heading', { name: /^This computer and .Nordlicht/u }).waitFor(patience);
  await expect.poll(() => cellsOf(ole, 'general'), patience).toEqual(['1', '1', '0']);
  await ole.page.getByText('all mended').waitFor(patience);
  await ole.page.getByText(/Everything up to entry \d+ is here, and nothing is missing\./u).waitFor(patience);
  expect(await ole.page.getByRole('heading', { name: /which runs here$/u }).count()).toBe(0);
  await ole.page.getByRole('button', { name: 'Copy all' }).click();
  await ole.page.getByRole('button', { name: 'Copied' }).waitFor(patience);
  const copied = await ole.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Gaps found: 1 (all mended)');
  expect(copied).toContain('general | 1 | 1 | 0');
  expect(copied).not.toContain('words');

  await mara.page.keyboard.press('Control+Shift+D');
  await mara.page.getByRole('heading', { name: /^.Nordlicht., which runs here$/u }).waitFor(patience);
  await mara.page.getByText('It is well.').waitFor(patience);
  await expect.poll(async () => (await cellsOf(mara, 'Ole Brandt'))[2], patience).toBe('1 mended');
  await expect.poll(async () => (await cellsOf(mara, 'Ole Brandt'))[1], patience).toBe('0');
  expect(await mara.page.getByText('slowest of the last', { exact: false }).count()).toBe(1);
  await mara.page.keyboard.press('Control+Shift+D');
  await mara.composer.waitFor();

  await mara.quit();
  await ole.page.getByText(/Out of reach\. What you write waits here/u).waitFor(patience);
  expect([...ole.complaints, ...mara.complaints]).toEqual([]);
});

describe('diagnostics', () => {
  it('are reached from the settings, from the page of a server and from go anywhere, of either server', async () => {
    const servers = [buildServer(), buildServer({ serverId: serverIdOf('w'), name: 'Werkstatt' })];
    const { page, scripted, complaints } = await openScriptedWindow(browser, { state: { servers } });
    onTestFinished(() => page.context().close());
    const title = page.getByRole('heading', { name: 'Diagnostics', level: 1 });
    await page.getByRole('button', { name: 'Go anywhere' }).click();
    await page.getByRole('combobox').fill('diagn');
    await page.keyboard.press('Enter');
    await title.waitFor(patience);
    await page.keyboard.press('Escape');
    await title.waitFor({ ...patience, state: 'detached' });
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Diagnostics', exact: true }).click();
    await title.waitFor(patience);
    await page.getByRole('navigation').getByRole('button', { name: 'Werkstatt' }).click();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await title.waitFor(patience);
    const asked = () => scripted.calls.flatMap(({ name, params }) => (name === 'server.diagnostics' ? [params] : []));
    await expect.poll(() => asked().at(-1), patience).toEqual({ serverId: serverIdOf('w') });
    await page
      .locator('.page')
      .getByRole('button', { name: /Werkstatt$/u })
      .click();
    await page.getByRole('menuitemradio', { name: 'Nordlicht' }).click();
    await expect.poll(() => asked().at(-1), patience).toEqual({ serverId: buildServer().serverId });
    expect(complaints).toEqual([]);
  });

  const host: HostView = {
    type: 'running',
    name: 'Werkstatt',
    serverId: serverIdOf('w'),
    addresses: ['10.0.0.1:7420'],
    networks: [],
    joinLine: 'x',
    startedAt: 0,
    isReached: true,
    alarm: null,
    healing: sampleStatus.healing,
  };

  it('name the server that runs here and does not answer', async () => {
    const answers = { 'host.report': async () => err({ type: 'failed' } as never) };
    const { page, complaints } = await openScriptedWindow(browser, { host, shell: answers });
    onTestFinished(() => page.context().close());
    await page.getByRole('log').waitFor(patience);
    await page.keyboard.press('Control+Shift+D');
    await page.getByRole('heading', { name: /^This computer and .Nordlicht/u }).waitFor(patience);
    await page.getByText(/^.Werkstatt., which runs here, does not answer just now\./u).waitFor(patience);
    expect(complaints).toEqual([]);
  });

  it('[H3] of a server that waits for its host lead to where that can be said', async () => {
    const status = { ...sampleStatus, healing: { ...sampleStatus.healing, epoch: 2, gate: 'host' as const } };
    const answers = { 'host.report': async () => ok(status) };
    const { page, complaints } = await openScriptedWindow(browser, {
      host: { ...host, healing: status.healing },
      shell: answers,
    });
    onTestFinished(() => page.context().close());
    await page.getByRole('log').waitFor(patience);
    await page.keyboard.press('Control+Shift+D');
    const report = page.getByRole('region', { name: /, which runs here$/u });
    await report.getByText(/It may be one of two copies\. Somebody’s device/u).waitFor(patience);
    await report.getByRole('button', { name: 'Server here' }).click();
    await page.getByRole('button', { name: 'Go on without the rest' }).waitFor(patience);
    expect(complaints).toEqual([]);
  });

  it('without any server say so', async () => {
    const { page } = await openScriptedWindow(browser, { state: { servers: [], rooms: [], people: [] } });
    onTestFinished(() => page.context().close());
    await page.getByRole('heading').first().waitFor();
    await page.keyboard.press('Control+Shift+D');
    const sentence = page.getByText('You know no server yet, and none runs on this computer.');
    await sentence.waitFor(patience);
    expect(await page.getByRole('button', { name: 'Copy all' }).count()).toBe(0);
  });
});

describe('a list of servers that was damaged and made anew', () => {
  const renewedProfile = { file: '/data/profile.db.damaged-1', servers: 1 };

  it.each([
    ['beside a room', [buildServer()]],
    ['where no server is left', []],
  ])('is told of %s, until somebody has seen it', async (_where, servers) => {
    const { page, scripted } = await openScriptedWindow(browser, { state: { renewedProfile, servers } });
    onTestFinished(() => page.context().close());
    const notice = page.getByRole('status').filter({ hasText: 'The list of your servers was damaged' });
    await notice.waitFor(patience);
    expect(await notice.innerText()).toMatch(/1 server was found again\..*\/data\/profile\.db\.damaged-1/u);
    await page.getByRole('button', { name: 'All right' }).click();
    await expect.poll(() => scripted.calls.some(({ name }) => name === 'profile.renewalSeen'), patience).toBe(true);
    scripted.emit('profile.renewalSeen', {});
    await notice.waitFor({ ...patience, state: 'detached' });
  });
});
