import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { mainEntries } from '../../build/entries.ts';
import { freePort } from '#test/support/free-port.ts';
import { packElectron, type ElectronPackage } from '#test/support/electron-package.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import { openElectronDesk, type DrivenDesk } from './electron-desk.ts';

const patience = { timeout: 30_000 };
const [on, off] = ['1'.charCodeAt(0), '0'.charCodeAt(0)];

interface ArchiveFolder {
  readonly files?: Readonly<Record<string, ArchiveFolder>>;
}

let made: ElectronPackage;
let display: VirtualDisplay;
let folder = '';
let desks: DrivenDesk[] = [];

beforeAll(async () => {
  made = await packElectron();
  display = await openVirtualDisplay();
}, 300_000);
afterAll(() => display.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-electron-'));
  desks = [];
});
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.quit()));
  rmSync(folder, { recursive: true, force: true });
});

async function openDesk(name: string, serverPort: number): Promise<DrivenDesk> {
  const desk = await openElectronDesk({
    binary: made.driven,
    display: display.name,
    data: join(folder, name),
    args: ['--no-discovery', '--server-host', '127.0.0.1', '--server-port', String(serverPort)],
  });
  desks.push(desk);
  return desk;
}

/** Mara runs a server in her window, Ole has joined it in his. */
async function setupTwo(): Promise<{ mara: DrivenDesk; ole: DrivenDesk }> {
  const port = await freePort();
  const [mara, ole] = [await openDesk('Mara', port), await openDesk('Ole', await freePort())];
  await mara.introduce('Mara Lindqvist');
  await mara.host('Nordlicht');
  await mara.openDoor();
  await ole.introduce('Ole Brandt');
  await ole.join(`127.0.0.1:${port}`);
  return { mara, ole };
}

describe('two people in the packaged app', () => {
  it('host, join and chat', async () => {
    const { mara, ole } = await setupTwo();
    await mara.say('The printer works again.');
    await ole.see('The printer works again.');
    await ole.say('谢谢!');
    await mara.see('谢谢!');
    await mara.shoot('host');
    await ole.shoot('guest');
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });

  it('go on when the process of the server, and then that of a client, was killed', async () => {
    const { mara, ole } = await setupTwo();
    await mara.say('before');
    await ole.see('before');
    const services = await mara.app.evaluate(({ app }) =>
      app.getAppMetrics().map(({ pid, name, serviceName }) => ({ pid, name: `${name ?? ''} ${serviceName ?? ''}` })),
    );
    const kill = (process: string): void => {
      const service = services.find(({ name }) => name.includes(process));
      globalThis.process.kill(present(service, 'each process has its name').pid, 'SIGKILL');
    };
    kill('server-process');
    await ole.say('while it was gone');
    await mara.see('while it was gone');
    kill('client-process');
    await ole.say('and after the client was gone');
    await mara.see('and after the client was gone');
    await mara.say('all there');
    await ole.see('all there');
    expect(await mara.page.getByRole('log').getByRole('article').count()).toBe(4);
  });
});

describe('the window of the host', () => {
  it('is asked what becomes of the server when it is closed, and keeps it while it is out of sight', async () => {
    const { mara, ole } = await setupTwo();
    await mara.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    const question = mara.page.getByRole('dialog');
    await question.waitFor(patience);
    await expect.poll(() => question.innerText()).toContain('Ole Brandt');
    await mara.shoot('close-question');
    await question.getByRole('button', { name: 'keep' }).click();
    await question.waitFor({ ...patience, state: 'hidden' });
    await ole.say('still here?');
    await mara.see('still here?');
  });

  it('[T17] saves the audit where its person says, and says how much', async () => {
    const { mara } = await setupTwo();
    const filePath = join(folder, 'audit.csv');
    await mara.app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    }, filePath);
    await mara.page.getByRole('button', { name: 'Server menu' }).click(patience);
    await mara.page.getByRole('menuitem', { name: 'Members' }).click(patience);
    await mara.page.getByRole('button', { name: 'Audit log' }).click(patience);
    await mara.page.getByRole('button', { name: 'Save as table' }).click(patience);
    await mara.page.getByText(/^\d+ entries saved$/u).waitFor(patience);
    const [head, ...entries] = readFileSync(filePath, 'utf8')
      .split('\r\n')
      .filter((line) => line !== '');
    expect(head).toMatch(/^\uFEFF/u);
    expect(entries.join()).toContain('Ole Brandt');
    expect(await mara.page.getByText(`${entries.length} entries saved`).count()).toBe(1);
  });

  it('opens once: a second start of the same folder brings the first to the front', async () => {
    const desk = await openDesk('Mara', await freePort());
    await desk.introduce('Mara Lindqvist');
    await expect(openDesk('Mara', await freePort())).rejects.toThrow(/closed|exit/iu);
    const windows = await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    expect(windows).toBe(1);
  });

  it('has what was being written in it when it is opened again', async () => {
    const port = await freePort();
    const desk = await openDesk('Mara', port);
    await desk.introduce('Mara Lindqvist');
    await desk.host('Nordlicht');
    await desk.page.getByRole('textbox', { name: /^Message/u }).pressSequentially('half a thought');
    await desk.quit();
    const again = await openDesk('Mara', port);
    const composer = again.page.getByRole('textbox', { name: /^Message/u });
    await expect.poll(() => composer.inputValue({ timeout: 30_000 }), { timeout: 30_000 }).toBe('half a thought');
  });

  it('stands as it stood, and is as large as it was drawn, when it is opened again', async () => {
    const desk = await openDesk('Mara', await freePort());
    await desk.app.evaluate(({ BrowserWindow, Menu }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 80, width: 900, height: 640 });
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find(({ accelerator }) => accelerator === 'CmdOrCtrl+Plus')?.click();
    });
    await expect.poll(() => zoomOf(desk)).toBe(0.5);
    await desk.quit();
    const again = await openDesk('Mara', await freePort());
    const bounds = await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    expect(bounds).toMatchObject({ width: 900, height: 640 });
    await expect.poll(() => zoomOf(again)).toBe(0.5);
  });
});

function zoomOf({ app }: DrivenDesk): Promise<number | undefined> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel());
}

describe('the page in the packaged app', () => {
  it('has no Node, no way to another page or window, and no permission', async () => {
    const { page, app } = await openDesk('Mara', await freePort());
    const tried = await page.evaluate(async () => {
      const answer = async (name: PermissionName) => (await navigator.permissions.query({ name })).state;
      return {
        globals: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
        opened: window.open('https://example.org/') === null,
        fetched: await fetch('https://example.org/').then(
          () => true,
          () => false,
        ),
        camera: await answer('camera'),
        notifications: await Notification.requestPermission(),
      };
    });
    expect(tried).toEqual({ globals: [], opened: true, fetched: false, camera: 'denied', notifications: 'denied' });
    await app.evaluate(({ webContents }) => {
      const gone: string[] = [];
      const contents = webContents.getAllWebContents()[0];
      // Electron tells a frame's way first, and nothing of the page's once that is barred.
      contents?.on('will-frame-navigate', ({ url, defaultPrevented }) => gone.push(`${url} ${defaultPrevented}`));
      contents?.on('will-navigate', ({ url, defaultPrevented }) => gone.push(`${url} ${defaultPrevented}`));
      contents?.on('did-navigate', (_event, url) => gone.push(`at ${url}`));
      Object.assign(globalThis, { gone });
    });
    for (const elsewhere of ['file:///etc/passwd', 'https://example.org/']) {
      await page.evaluate((url) => {
        window.location.href = url;
      }, elsewhere);
    }
    // Chromium itself refuses the file; once the second was refused the first is over.
    const gone = () => app.evaluate(() => (globalThis as unknown as { gone: string[] }).gone);
    await expect.poll(gone, patience).toContain('https://example.org/ true');
    expect((await gone()).filter((line) => !line.endsWith(' true'))).toEqual([]);
    expect(page.url()).toBe('app://hallway/index.html');
    // What the renderer's own process was told, as against what the window was asked for.
    const isolated = await page.evaluate(() => Object.keys(globalThis).filter((name) => /ipc|electron/iu.test(name)));
    expect(isolated).toEqual([]);
    const pages = await app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => one.getType()));
    expect(pages).toEqual(['window']);
  });
});

const obstacle = smallDiskObstacle();
describe.skipIf(obstacle !== null)(
  `on a disk that cannot be written${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    it('the app says so, in a box where nobody sees its terminal, instead of passing for one that is open already', async () => {
      const disk = makeSmallDisk(1);
      mkdirSync(join(disk.folder, 'data', 'logs'), { recursive: true });
      disk.makeReadOnly();
      const { DBUS_SESSION_BUS_ADDRESS: _bus, ...env } = process.env;
      const app = await _electron.launch({
        executablePath: made.driven,
        args: ['--no-sandbox', '--disable-gpu', '--data', join(disk.folder, 'data')],
        env: { ...(env as Record<string, string>), DISPLAY: display.name },
      });
      // It waits for the box to be closed, and has no window besides.
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
      const gone = once(app.process(), 'exit');
      app.process().kill('SIGKILL');
      await gone;
      disk.remove();
    });
  },
);

describe('the package', () => {
  it('has all fuses as they were set, and lets the driver in by one of them alone', async () => {
    const release = await getCurrentFuseWire(made.release);
    const wanted = {
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    };
    expect(release).toMatchObject(wanted);
    // Those that a later version knows are to be set as well: an enumeration has its names and its numbers.
    expect(Object.keys(wanted).length).toBe(Object.keys(FuseV1Options).length / 2);
    const driven = { ...wanted, [FuseV1Options.EnableNodeCliInspectArguments]: on };
    expect(await getCurrentFuseWire(made.driven)).toMatchObject(driven);
  });

  it('holds one addon of the database, this system’s, and nothing else outside of its archive', () => {
    const resources = join(made.release, '..', 'resources');
    const files = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['linux-x64.node']);
    expect(readdirSync(resources)).not.toContain('default_app.asar');
  });

  it('holds no program that it could not run', () => {
    const archive = readFileSync(join(made.release, '..', 'resources', 'app.asar'));
    // Chromium's pickle: the fourth number is the length of the list of files, which begins behind it.
    const { files } = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))) as ArchiveFolder;
    const packed = Object.keys(files?.['dist']?.files?.['main']?.files ?? {});
    const programs = Object.keys(mainEntries()).filter((name) => packed.includes(`${name}.js`));
    const workers = ['server-worker', 'client-worker', 'care-worker', 'check-worker', 'verifier-worker'];
    expect(programs).toEqual(['main', 'client-process', 'server-process', ...workers]);
  });

  it('belongs to the entry of the menu that is installed with it', async () => {
    const desk = await openDesk('Mara', await freePort());
    expect(await desk.app.evaluate(() => process.env['CHROME_DESKTOP'])).toBe('hallway.desktop');
  });
});
