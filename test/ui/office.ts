import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright';
import { startBrowserShell, type BrowserShell } from '#test/support/browser-shell-process.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { freePort } from '#test/support/free-port.ts';
import { openOwnDoor } from '#test/support/open-own-door.ts';

/** People in front of real windows: each with a browser shell, processes and data of their own. */
export interface UiOffice {
  /** Opens a person's window; opened again under the same name, it has the same data. */
  openDesk(name: string, options?: DeskOptions): Promise<Desk>;
  /** Where a person's window keeps everything. */
  folderOf(name: string): string;
  close(): Promise<void>;
}

export interface DeskOptions extends BrowserContextOptions {
  /** What is done to the page before it opens Hallway. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface Desk {
  readonly name: string;
  readonly page: Page;
  readonly shell: BrowserShell;
  /** What the page complained about: a rule of its CSP, an error that nobody caught. */
  readonly complaints: readonly string[];
  /** Says the name, on the first screen. */
  introduce(): Promise<void>;
  /** Starts a server and comes to it; returns the address that others type. */
  host(serverName: string): Promise<string>;
  /** Lets everybody walk into the server they started: a new one is knocked at. */
  openDoor(): Promise<void>;
  join(address: string): Promise<void>;
  /** Writes in the open room and presses Enter. */
  say(text: string): Promise<void>;
  readonly composer: Locator;
  readonly timeline: Locator;
  /** Ends the program, as Ctrl+C does. */
  quit(): Promise<void>;
}

/** One for all offices that this process opens: starting one takes as long as much that is tried in it. */
let browser: Promise<Browser> | null = null;

/** Once no office is to be opened any more. */
export async function closeOfficeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

/** Heard are its programs where no other machine is on the network. */
export async function openUiOffice({ isHeard = false }: { readonly isHeard?: boolean } = {}): Promise<UiOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-ui-'));
  browser ??= launchChromium();
  const opened = await browser;
  const shells: BrowserShell[] = [];
  const contexts: BrowserContext[] = [];
  return {
    openDesk: async (name, options = {}) => {
      const serverPort = await freePort();
      const shell = startBrowserShell(join(folder, name), ['--server-port', String(serverPort)], { isHeard });
      shells.push(shell);
      const { prepare, ...own } = options;
      const context = await opened.newContext({ viewport: { width: 1_280, height: 800 }, locale: 'en-GB', ...own });
      contexts.push(context);
      return openDesk(name, { context, shell, serverPort, prepare });
    },
    folderOf: (name) => join(folder, name),
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
      for (const shell of shells) shell.kill('SIGTERM');
      await Promise.all(shells.map(({ exited }) => exited));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface DeskParts {
  readonly context: BrowserContext;
  readonly shell: BrowserShell;
  readonly serverPort: number;
  readonly prepare: DeskOptions['prepare'];
}

async function openDesk(name: string, { context, shell, serverPort, prepare }: DeskParts): Promise<Desk> {
  const page = await context.newPage();
  await prepare?.(page);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto((await shell.address).href);
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  return {
    name,
    page,
    shell,
    complaints,
    composer,
    timeline: page.getByRole('log'),
    introduce: async () => {
      await page.getByRole('textbox', { name: 'Your name' }).fill(name);
      await page.getByRole('button', { name: 'Continue' }).click();
    },
    host: async (serverName) => {
      await page.getByRole('textbox', { name: 'Name of the server' }).fill(serverName);
      await page.getByRole('button', { name: 'Start the server' }).click();
      await composer.waitFor();
      return `127.0.0.1:${serverPort}`;
    },
    openDoor: () => openOwnDoor(page),
    join: async (address) => {
      await page.getByRole('textbox', { name: 'Link or address' }).fill(address);
      await page.getByRole('button', { name: 'Connect' }).click();
      await composer.waitFor();
    },
    say: async (text) => {
      await composer.fill(text);
      await composer.press('Enter');
    },
    quit: async () => {
      await context.close();
      shell.kill('SIGTERM');
      await shell.exited;
    },
  };
}
