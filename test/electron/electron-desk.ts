import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, errors, type ElectronApplication, type Page } from 'playwright';
import { openOwnDoor } from '#test/support/open-own-door.ts';
import { projectFolder } from '../../build/entries.ts';
import { openDoorDesk, type DoorDesk } from './door-desk.ts';

/** A person in front of the packaged app. Everything is awaited until it shows. */
export interface ElectronDesk extends DoorDesk {
  introduce(name: string): Promise<void>;
  /** Starts a server and comes to it. */
  host(serverName: string): Promise<void>;
  /** Lets everybody walk into the server they started: a new one is knocked at. */
  openDoor(): Promise<void>;
  /** Joins what the list of servers nearby shows, without typing. */
  joinNearby(serverName: string): Promise<void>;
  join(address: string): Promise<void>;
  say(text: string): Promise<void>;
  see(text: string): Promise<void>;
  /** Kept beside the test's other results. */
  shoot(name: string): Promise<void>;
  quit(): Promise<void>;
}

export interface DrivenDesk extends ElectronDesk {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the page complained about: a rule of its CSP, an error that nobody caught. */
  readonly complaints: readonly string[];
}

export interface DeskOptions {
  readonly binary: string;
  readonly display: string;
  readonly data: string;
  readonly args?: readonly string[];
  /** The desktop's message bus; none if left out. */
  readonly bus?: string;
}

const startMs = 30_000;
const patience = { timeout: 30_000 };
const screenshotFolder = join(projectFolder, '.cache', 'electron-screenshots');

export async function openElectronDesk({ binary, display, data, args = [], bus }: DeskOptions): Promise<DrivenDesk> {
  const { DBUS_SESSION_BUS_ADDRESS: _bus, ...env } = process.env;
  const launch = () =>
    _electron.launch({
      executablePath: binary,
      // Root has no sandbox, and a virtual display no graphics card.
      args: ['--no-sandbox', '--disable-gpu', '--data', data, ...args],
      env: {
        ...(env as Record<string, string>),
        DISPLAY: display,
        LANG: 'en_GB.UTF-8',
        ...(bus === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: bus }),
      },
      timeout: startMs,
    });
  // On a machine that is busy Playwright has been seen to attach and then wait for ever, while the app was up.
  const app = await launch().catch((error: unknown) => {
    if (!(error instanceof errors.TimeoutError)) throw error;
    return launch();
  });
  const child = app.process();
  const page = await app.firstWindow({ timeout: startMs });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  return {
    ...openDoorDesk(app, page),
    app,
    page,
    complaints,
    introduce: async (name) => {
      await page.getByRole('textbox', { name: 'Your name' }).fill(name, patience);
      await page.getByRole('button', { name: 'Continue' }).click();
    },
    host: async (serverName) => {
      await page.getByRole('textbox', { name: 'Name of the server' }).fill(serverName, patience);
      await page.getByRole('button', { name: 'Start the server' }).click();
      await composer.waitFor(patience);
    },
    openDoor: () => openOwnDoor(page),
    joinNearby: async (serverName) => {
      const found = page.getByRole('listitem').filter({ hasText: serverName });
      await found.getByRole('button').first().click(patience);
      await composer.waitFor(patience);
    },
    join: async (address) => {
      await page.getByRole('textbox', { name: 'Link or address' }).fill(address, patience);
      await page.getByRole('button', { name: 'Connect' }).click();
      await composer.waitFor(patience);
    },
    say: async (text) => {
      await composer.fill(text, patience);
      await composer.press('Enter');
    },
    see: (text) => page.getByRole('log').getByText(text, { exact: true }).first().waitFor(patience),
    shoot: async (name) => {
      mkdirSync(screenshotFolder, { recursive: true });
      await page.screenshot({ path: join(screenshotFolder, `${name}.png`), animations: 'disabled' });
    },
    quit: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
