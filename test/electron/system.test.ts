import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isServer, startChat, type ChatScript } from '#test/support/chat-script.ts';
import { packElectron } from '#test/support/electron-package.ts';
import { freePort } from '#test/support/free-port.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import { openElectronDesk, type DrivenDesk } from './electron-desk.ts';

const patience = { timeout: 30_000 };

/** Between the system and the page: each wire is heard at its far end. */
describe('in the packaged app', () => {
  let folder = '';
  let binary = '';
  let display: VirtualDisplay;
  let mara: DrivenDesk;
  let ole: ChatScript;
  /** Mara runs a server in her window; Ole is in it, in a terminal. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-system-'));
    display = await openVirtualDisplay();
    binary = (await packElectron()).driven;
    const port = await freePort();
    mara = await openElectronDesk({
      binary,
      display: display.name,
      data: join(folder, 'Mara'),
      args: ['--no-discovery', '--server-host', '127.0.0.1', '--server-port', String(port)],
    });
    await mara.introduce('Mara Lindqvist');
    await mara.host('Nordlicht');
    const more = ['--no-discovery', '--server', `127.0.0.1:${port}`];
    await mara.openDoor();
    ole = startChat({ folder: join(folder, 'Ole'), name: 'Ole Brandt', more });
    await ole.ask('wait', { for: 'room', room: 'general' });
  });
  afterAll(async () => {
    await ole.kill();
    await mara.quit();
    await display.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    // Whatever the test before has left open.
    while ((await mara.page.getByRole('dialog').count()) > 0) await mara.page.keyboard.press('Escape');
  });

  function chooseMenuItem(key: string): Promise<void> {
    return mara.app.evaluate(({ Menu }, accelerator) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find((item) => item.accelerator === accelerator)?.click();
    }, key);
  }

  it('an item of the menus does in the page what it says', async () => {
    await chooseMenuItem('CmdOrCtrl+/');
    const dialog = mara.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect.poll(() => dialog.isVisible(), patience).toBe(true);
  });

  it('cryptography is that of the standards: BoringSSL lacks some of what Node has', async () => {
    const made = await mara.app.evaluate(() => {
      const crypto = process.getBuiltinModule('node:crypto');
      const hex = (text: string) => Buffer.from(text, 'hex');
      // RFC 8032, 7.1, test 2.
      const seed = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
      const der = Buffer.concat([hex('302e020100300506032b657004220420'), seed]);
      const key = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      const signature = crypto.sign(null, hex('72'), key);
      return {
        signature: signature.toString('hex'),
        isVerified: crypto.verify(null, hex('72'), crypto.createPublicKey(key), signature),
        isForgedVerified: crypto.verify(null, hex('73'), crypto.createPublicKey(key), signature),
        // FIPS 180-2, B.1; RFC 4231, 4.3; RFC 5869, A.3.
        hash: crypto.createHash('sha256').update('abc').digest('hex'),
        mac: crypto.createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex'),
        derived: Buffer.from(crypto.hkdfSync('sha256', hex('0b'.repeat(22)), '', '', 42)).toString('hex'),
      };
    });
    expect(made).toEqual({
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      isVerified: true,
      isForgedVerified: false,
      hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      derived: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    });
  });

  it('a hallway:// link that the system opens is asked about in the window that is there', async () => {
    const link = `hallway://join?s=${'a'.repeat(52)}&h=127.0.0.1:7420`;
    const args = ['--no-sandbox', '--disable-gpu', '--data', join(folder, 'Mara'), link];
    const second = spawn(binary, args, { stdio: 'ignore', env: { ...process.env, DISPLAY: display.name } });
    expect(await once(second, 'exit')).toEqual([0, null]);
    await mara.page.getByRole('dialog', { name: 'Join the server of this link?' }).waitFor(patience);
  });

  it('a screen that is locked shows others that nobody is there, until it is unlocked', async () => {
    const isMara = (presence: string) => (event: Readonly<Record<string, unknown>>) =>
      event['event'] === 'person' && event['name'] === 'Mara Lindqvist' && event['presence'] === presence;
    await ole.ask('presence.watch', { everybody: true });
    await ole.until(isMara('here'));
    const before = ole.events().length;
    await mara.app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
    const away = await ole.untilAfter(before, isMara('away'));
    const locked = ole.events().length;
    await mara.app.evaluate(({ powerMonitor }) => powerMonitor.emit('unlock-screen'));
    const back = await ole.untilAfter(locked, isMara('here'));
    expect(back['person']).toBe(away['person']);
  });

  it('a right click offers what is under the pointer, and a link is opened outside', async () => {
    await mara.app.evaluate(({ Menu, shell }) => {
      const offered: string[][] = [];
      const opened: string[] = [];
      Menu.prototype.popup = function popup(this: Electron.Menu) {
        offered.push(this.items.map(({ label }) => label));
        this.items.find(({ label }) => label === 'Open Link in Browser')?.click();
      };
      shell.openExternal = (url) => Promise.resolve(void opened.push(url));
      Object.assign(globalThis, { offered, opened });
    });
    await mara.say('see https://example.org/plan');
    await mara.page
      .getByRole('log')
      .getByRole('link')
      .click({ ...patience, button: 'right' });
    const seen = () =>
      mara.app.evaluate(() => {
        const { offered, opened } = globalThis as unknown as { offered: string[][]; opened: string[] };
        return { offered: offered.at(-1), opened };
      });
    await expect
      .poll(seen, patience)
      .toEqual({ offered: ['Open Link in Browser', 'Copy Link'], opened: ['https://example.org/plan'] });
    await mara.page.getByRole('textbox', { name: 'Message', exact: true }).click({ button: 'right' });
    await expect.poll(async () => (await seen()).offered, patience).toContain('Paste as Plain Text');
  });

  it('a theme that is chosen is the system’s for this app, so that its own bars and menus have it too', async () => {
    const theme = () => mara.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
    expect(await theme()).toBe('system');
    await chooseMenuItem('CmdOrCtrl+,');
    await mara.page.getByRole('button', { name: 'Appearance' }).click(patience);
    await mara.page.getByRole('radio', { name: 'Dark' }).click(patience);
    await expect.poll(theme, patience).toBe('dark');
    await mara.page.keyboard.press('Escape');
  });

  it('the page’s process was made with every guard on', async () => {
    const preferences = await mara.app.evaluate(({ webContents, session }) => ({
      // Electron's types leave out that it can be asked.
      ...(webContents.getAllWebContents()[0] as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
      spellchecks: session.defaultSession.isSpellCheckerEnabled(),
    }));
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellchecks: false,
    });
  });

  it('only the page itself, in its main frame, is given a port: no frame within, no other address, no other window', async () => {
    const given = await mara.app.evaluate(async ({ app, BrowserWindow, ipcMain }) => {
      const own = BrowserWindow.getAllWindows()[0]?.webContents;
      if (own === undefined) return null;
      const preload = `${app.getAppPath()}/dist/main/preload.cjs`;
      const other = new BrowserWindow({ show: false, webPreferences: { preload } });
      const handed: string[] = [];
      for (const [name, contents] of Object.entries({ own, other: other.webContents })) {
        contents.postMessage = () => void handed.push(name);
      }
      // Its page asks when it is loaded, as ours did; the app has heard by the time that this is called.
      const asked = new Promise((resolve) => {
        const hear = ({ sender }: Electron.IpcMainEvent): void => {
          if (sender !== other.webContents) return;
          ipcMain.off('port.ask', hear);
          resolve(null);
        };
        ipcMain.on('port.ask', hear);
      });
      await other.loadURL(own.getURL());
      await asked;
      other.destroy();
      const ask = (senderFrame: unknown) => ipcMain.emit('port.ask', { sender: own, senderFrame }, 'shell');
      const { origin } = own.mainFrame;
      ask(null);
      // A frame of the page's own making, which has its origin.
      await own.executeJavaScript(`document.body.append(document.createElement('iframe'))`);
      const [frame] = own.mainFrame.frames;
      ask(frame);
      const framed = frame?.origin;
      await own.executeJavaScript(`document.querySelector('iframe').remove()`);
      Object.defineProperty(own.mainFrame, 'origin', { value: 'https://example.org', configurable: true });
      ask(own.mainFrame);
      const refused = [...handed];
      Object.defineProperty(own.mainFrame, 'origin', { value: origin });
      ask(own.mainFrame);
      return { framed, refused, handed };
    });
    expect(given).toEqual({ framed: 'app://hallway', refused: [], handed: ['own'] });
  });

  it('a computer that shuts down is held until everybody was told', async () => {
    const gone = once(mara.app.process(), 'exit');
    const isHeld = await mara.app.evaluate(({ powerMonitor }) => {
      let isPrevented = false;
      powerMonitor.emit('shutdown', { preventDefault: () => (isPrevented = true) });
      return isPrevented;
    });
    expect(isHeld).toBe(true);
    expect(await gone).toEqual([0, null]);
    await ole.until(isServer('reconnecting'));
  });
});
