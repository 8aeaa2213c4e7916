import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasTray } from '#main/electron/tray-presence.ts';
import { startChat, type ChatScript } from '#test/support/chat-script.ts';
import { desktopBusObstacle, openDesktopBus, type DesktopBus } from '#test/support/desktop-bus.ts';
import { packElectron } from '#test/support/electron-package.ts';
import { freePort } from '#test/support/free-port.ts';
import { setOwnDoor } from '#test/support/open-own-door.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import { openElectronDesk, type DrivenDesk } from './electron-desk.ts';

const obstacle = desktopBusObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
const patience = { timeout: 30_000 };

describe.skipIf(obstacle !== null)(`on a desktop with a tray and notifications${why}`, () => {
  let folder = '';
  let bus: DesktopBus;
  let display: VirtualDisplay;
  let mara: DrivenDesk;
  let ole: ChatScript;
  let port = 0;
  /** Mara runs a server in her window; Ole is in it, in a terminal. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-bus-'));
    bus = await openDesktopBus();
    display = await openVirtualDisplay();
    port = await freePort();
    mara = await openElectronDesk({
      binary: (await packElectron()).driven,
      display: display.name,
      data: join(folder, 'Mara'),
      bus: bus.busAddress,
      args: ['--no-discovery', '--server-host', '127.0.0.1', '--server-port', String(port)],
    });
    await mara.introduce('Mara Lindqvist');
    await mara.host('Nordlicht');
    await mara.openDoor();
    const more = ['--no-discovery', '--server', `127.0.0.1:${port}`];
    ole = startChat({ folder: join(folder, 'Ole'), name: 'Ole Brandt', more });
    await ole.ask('wait', { for: 'room', room: 'general' });
  });
  afterAll(async () => {
    await ole.kill();
    await mara.quit();
    await display.close();
    await bus.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function isVisible(): Promise<boolean | undefined> {
    return mara.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  }

  it('the window of a host goes there when it is closed, the server stays, and a click brings it back', async () => {
    await bus.registered;
    await mara.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await mara.page.getByRole('dialog').getByRole('button', { name: 'keep' }).click(patience);
    await expect.poll(isVisible, patience).toBe(false);
    expect(await bus.menu()).toEqual(['Nordlicht runs here', 'Open Hallway', 'Quit Hallway']);
    await bus.click();
    await expect.poll(isVisible, patience).toBe(true);
    await mara.say('still open');
    await mara.see('still open');
  });

  it('a direct message to a window out of sight is shown as it was written, counted, and found by a click', async () => {
    await mara.app.evaluate(({ app, BrowserWindow }) => {
      const badges: number[] = [];
      app.setBadgeCount = (count = 0) => badges.push(count) > 0;
      Object.assign(globalThis, { badges });
      BrowserWindow.getAllWindows()[0]?.hide();
    });
    // What is marked is marked for a moment only.
    await mara.page.evaluate(() => {
      const marked: string[] = [];
      const note = (): void => {
        for (const row of document.querySelectorAll('article.found')) marked.push(row.textContent);
      };
      new MutationObserver(note).observe(document, { subtree: true, childList: true, attributeFilter: ['class'] });
      Object.assign(globalThis, { marked });
    });
    const { room } = await ole.ask('direct.open', { people: ['Mara Lindqvist'] });
    await ole.ask('message.send', { room, text: 'Is <b>2 & 3</b> done?' });
    await expect
      .poll(() => bus.notifications(), patience)
      .toEqual([{ summary: 'Ole Brandt', body: 'Is &lt;b&gt;2 &amp; 3&lt;/b&gt; done?' }]);
    const badges = () => mara.app.evaluate(() => (globalThis as unknown as { badges: number[] }).badges);
    await expect.poll(async () => (await badges()).at(-1), patience).toBe(1);
    bus.openNotification();
    await expect.poll(isVisible, patience).toBe(true);
    const marked = () => mara.page.evaluate(() => (globalThis as unknown as { marked: string[] }).marked.join());
    await expect.poll(marked, patience).toContain('Is <b>2 & 3</b> done?');
  });

  it('[T7] a knock while the window is out of sight is told with the name that was given, and a click leads to the door', async () => {
    await setOwnDoor(mara.page, 'Knock');
    await mara.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.hide();
    });
    const more = ['--no-discovery', '--server', `127.0.0.1:${port}`];
    const priya = startChat({ folder: join(folder, 'Priya'), name: 'Priya <i>R</i>', more });
    onTestFinished(async () => {
      await priya.kill();
    });
    await expect
      .poll(() => bus.notifications().at(-1), patience)
      .toEqual({ summary: 'Priya <i>R</i> asks to come in', body: 'At the door of Nordlicht' });
    bus.openNotification();
    await expect.poll(isVisible, patience).toBe(true);
    await mara.page.getByRole('dialog', { name: /^Is this .Priya <i>R<\/i>.\?$/u }).waitFor(patience);
  });
});

it('a desktop without a tray is known as one', async () => {
  expect(await hasTray('linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })).toBe(false);
  expect(await hasTray('darwin', {})).toBe(true);
});
