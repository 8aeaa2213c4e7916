import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasTray } from '#main/electron/tray-presence.ts';
import { packElectron } from '#test/support/electron-package.ts';
import { freePort } from '#test/support/free-port.ts';
import { openTestTray, trayObstacle, type TestTray } from '#test/support/tray.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import { openElectronDesk, type DrivenDesk } from './electron-desk.ts';

const obstacle = trayObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;
const patience = { timeout: 30_000 };

describe.skipIf(obstacle !== null)(`on a desktop with a tray${why}`, () => {
  let folder = '';
  let tray: TestTray;
  let display: VirtualDisplay;
  let desk: DrivenDesk | null = null;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-tray-'));
    tray = await openTestTray();
    display = await openVirtualDisplay();
  });
  afterEach(async () => {
    await desk?.quit();
    await display.close();
    await tray.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function isVisible({ app }: DrivenDesk): Promise<boolean | undefined> {
    return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  }

  it('the window of a host goes there when it is closed, the server stays, and a click brings it back', async () => {
    const { driven } = await packElectron();
    const port = await freePort();
    desk = await openElectronDesk({
      ...{ binary: driven, display: display.name, data: folder, bus: tray.busAddress },
      args: ['--no-discovery', '--server-host', '127.0.0.1', '--server-port', String(port)],
    });
    await desk.introduce('Mara Lindqvist');
    await desk.host('Nordlicht');
    await tray.registered;
    await desk.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await desk.page.getByRole('dialog').getByRole('button', { name: 'keep' }).click(patience);
    await expect.poll(() => desk === null || isVisible(desk), patience).toBe(false);
    expect(await tray.menu()).toEqual(['Nordlicht runs here', 'Open Hallway', 'Quit Hallway']);
    await tray.click();
    await expect.poll(() => desk !== null && isVisible(desk), patience).toBe(true);
    await desk.say('still open');
    await desk.see('still open');
  });
});

it('a desktop without a tray is known as one', async () => {
  expect(await hasTray('linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })).toBe(false);
  expect(await hasTray('darwin', {})).toBe(true);
});
