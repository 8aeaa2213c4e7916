import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packElectron } from '#test/support/electron-package.ts';
import { freePort } from '#test/support/free-port.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import { openElectronDesk, type DrivenDesk } from './electron-desk.ts';
import { tryBarePage } from './bare-page.ts';
import { askForPermissions, leaveByScript, type Ways } from './page-escape.ts';

/** The page of the packaged app in the hands of somebody who can run anything in it. */
describe('a page that is taken over', () => {
  let folder = '';
  let display: VirtualDisplay;
  let mara: DrivenDesk;
  /** Somebody else's server on this computer: whoever leads the page there has it answer. */
  let elsewhere: Server;
  let hits = 0;
  let said = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-escape-'));
    display = await openVirtualDisplay();
    elsewhere = createServer((_request, response) => {
      hits += 1;
      response.end('<title>elsewhere</title>');
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    mara = await openElectronDesk({
      binary: (await packElectron()).driven,
      display: display.name,
      data: join(folder, 'Mara'),
      args: ['--no-discovery', '--server-host', '127.0.0.1', '--server-port', String(await freePort())],
    });
    await mara.introduce('Mara Lindqvist');
    await mara.host('Nordlicht');
    await mara.page.evaluate(() => Object.assign(globalThis, { isFirst: true }));
    await mara.app.evaluate(({ app, session, shell, dialog }) => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      shell.openExternal = (url) => Promise.resolve(void seen.push(`outside ${url}`));
      dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: String(seen.push('save')) });
      session.defaultSession.on('will-download', (event) => {
        if (!event.defaultPrevented) seen.push('download');
      });
      app.on('browser-window-created', () => seen.push('window'));
      app.on('web-contents-created', (_event, contents) => seen.push(`contents ${contents.getType()}`));
    });
  });
  afterAll(async () => {
    await mara.quit();
    await display.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What was attempted is over: it went through the page's process, the browser's and back. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await mara.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      await mara.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    }
  }

  /** A message by the keyboard. Playwright's own ways wait for a navigation that was refused, for ever. */
  async function expectTalk(): Promise<void> {
    said += 1;
    const text = `still here ${said}`;
    await mara.page.evaluate(() => {
      document.querySelector<HTMLElement>('[aria-label="Message"]')?.focus();
    });
    await mara.page.keyboard.insertText(text);
    await mara.page.keyboard.press('Enter');
    const shown = () => mara.page.evaluate(() => document.querySelector('[role=log]')?.textContent);
    await expect.poll(shown, { timeout: 30_000 }).toContain(text);
  }

  /** What is another way than it was: whatever was tried, the page is the one that it was, alone, and nothing came to pass. */
  async function harm(): Promise<readonly string[]> {
    await settle();
    const stands = await mara.app.evaluate(({ webContents, BrowserWindow }) => [
      ...webContents.getAllWebContents().map((one) => `${one.getType()} ${one.getURL()}`),
      `windows: ${BrowserWindow.getAllWindows().length}`,
      ...(webContents.getAllWebContents().some((one) => one.isDevToolsOpened()) ? ['tools'] : []),
      ...(globalThis as unknown as { seen: string[] }).seen.splice(0),
    ]);
    const isFirst = await mara.page.evaluate(() => {
      for (const added of document.querySelectorAll('[data-added]')) added.remove();
      return 'isFirst' in globalThis;
    });
    const visits = hits;
    hits = 0;
    if (isFirst) await expectTalk();
    const all = [...stands, ...(isFirst ? [] : ['another page']), ...(visits === 0 ? [] : [`${visits} requests`])];
    return all.filter((one) => one !== 'window app://hallway/index.html' && one !== 'windows: 1');
  }

  it('leads to no other address, by no way that a script has', async () => {
    const port = (elsewhere.address() as AddressInfo).port;
    const addresses = [
      ...[`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, 'https://example.org/', '//example.org/'],
      ...['javascript:document.title="gone"', 'file:///etc/passwd', 'file://host/share/run.exe'],
      ...[String.raw`\\host\share\run.exe`, 'data:text/html,<title>gone</title>'],
      ...['view-source:app://hallway/index.html', 'chrome://gpu', 'devtools://devtools/bundled/inspector.html'],
      ...['app://other/index.html', 'app://hallway/nothing.html', 'ftp://example.org/', 'mailto:a@example.org'],
      ...['hallway://join?s=x', 'ms-settings:', 'search-ms:query=x', 'vbscript:x', 'blob:app://hallway/x'],
    ];
    const ways: Ways[] = [];
    for (const address of addresses) {
      ways.push(await mara.page.evaluate(leaveByScript, address));
      await settle();
      // By the address that led away, if one did.
      expect([address, await mara.page.evaluate(() => 'isFirst' in globalThis)]).toEqual([address, true]);
    }
    expect(new Set(ways.flatMap((tried) => Object.values(tried)))).toEqual(new Set(['nothing']));
    expect(await mara.page.evaluate(() => document.title)).not.toBe('gone');
    expect(await harm()).toEqual([]);
  });

  it.each(['about:blank', 'about:srcdoc'])('is back at once where it emptied itself by way of %s', async (address) => {
    const back = mara.page.waitForEvent('domcontentloaded', (page) => page.url() === 'app://hallway/index.html');
    // The page that is asked is gone before it can answer.
    void mara.page.evaluate((url) => void (window.location.href = url), address).catch(() => undefined);
    await back;
    await mara.page.getByRole('textbox', { name: 'Message', exact: true }).waitFor({ timeout: 30_000 });
    await mara.page.evaluate(() => Object.assign(globalThis, { isFirst: true }));
    expect(await harm()).toEqual([]);
  });

  it('opens nothing by a click on a link, with whatever button or key', async () => {
    const { page } = mara;
    for (const href of ['https://example.org/', 'file:///etc/passwd', 'app://hallway/index.html?again']) {
      for (const target of ['', '_blank', '_top']) {
        await page.evaluate(
          (parts) => {
            const link = Object.assign(document.createElement('a'), parts, { textContent: 'elsewhere' });
            link.dataset['added'] = '';
            link.style.cssText = 'position: fixed; inset: 0; z-index: 9; background: red';
            (document.querySelector('dialog[open]') ?? document.body).append(link);
          },
          { href, target },
        );
        await page.mouse.click(300, 300);
        await page.mouse.click(300, 300, { button: 'middle' });
        for (const key of ['Control', 'Shift', 'Alt']) {
          await page.keyboard.down(key);
          await page.mouse.click(300, 300);
          await page.keyboard.up(key);
        }
        await page.evaluate(() => document.querySelector('[data-added]')?.remove());
      }
    }
    expect(await harm()).toEqual([]);
  });

  it('goes nowhere when a file or a link is dropped on it', async () => {
    const session = await mara.page.context().newCDPSession(mara.page);
    await mara.page.evaluate(() => {
      const held: string[] = Object.assign(globalThis, { held: [] }).held;
      window.addEventListener('dragover', (event) => held.push(String(event.dataTransfer?.types)));
    });
    const items = ['https://example.org/', 'file:///etc/passwd', 'javascript:document.title="gone"'].map((data) => ({
      mimeType: 'text/uri-list',
      data,
    }));
    const drops = [
      { items: [], files: ['/etc/passwd'], dragOperationsMask: 1 },
      ...items.map((item) => ({ items: [item], dragOperationsMask: 19 })),
    ];
    for (const data of drops) {
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
      }
      await settle();
    }
    await session.detach();
    // They were held over the page, each of them.
    const held = await mara.page.evaluate(() => (globalThis as unknown as { held: string[] }).held);
    expect(new Set(held)).toEqual(new Set(['Files', 'text/uri-list']));
    expect(await harm()).toEqual([]);
  });

  it('that has lost its policy, and what its window was made without, opens no window and no web view all the same', async () => {
    const ways = await mara.app.evaluate(tryBarePage, 'app://hallway/index.html');
    expect(ways).toEqual({ opened: 'nothing', isWebViewBarred: true });
    // The bare one alone was made.
    const made = await mara.app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.splice(0));
    expect(made.toSorted()).toEqual(['contents window', 'window']);
    expect(await harm()).toEqual([]);
  });

  it('is given no permission, whatever it asks for', async () => {
    const answers = await mara.page.evaluate(askForPermissions);
    expect(Object.keys(answers).length).toBeGreaterThan(20);
    expect(Object.entries(answers).filter(([, answer]) => answer !== 'denied')).toEqual([]);
    expect(await harm()).toEqual([]);
  });

  it('saves no file', async () => {
    await mara.page.evaluate(() => {
      const blob = URL.createObjectURL(new Blob(['x']));
      for (const href of [
        blob,
        'data:application/octet-stream,x',
        'app://hallway/index.html',
        'https://example.org/x',
      ]) {
        const link = Object.assign(document.createElement('a'), { href, download: 'run.exe' });
        link.dataset['added'] = '';
        document.body.append(link);
        link.click();
      }
    });
    await settle();
    const saved = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.exe'));
    expect(saved).toEqual([]);
    expect(await harm()).toEqual([]);
  });

  it('prints nothing', async () => {
    expect(await mara.page.evaluate(() => window.print() === undefined)).toBe(true);
    expect(await harm()).toEqual([]);
  });

  it('opens no tools and loads nothing anew by the keys that browsers have for it', async () => {
    const keys = ['F12', 'F5', 'F11', 'F7', 'Control+r', 'Control+Shift+r', 'Control+u', 'Control+s', 'Control+o'];
    const more = ['Control+Shift+i', 'Control+Shift+j', 'Control+Shift+c', 'Control+p', 'Control+t', 'Alt+ArrowLeft'];
    for (const key of [...keys, ...more]) {
      await mara.page.keyboard.press(key);
      await mara.page.keyboard.press('Escape');
    }
    expect(await harm()).toEqual([]);
  });
});
