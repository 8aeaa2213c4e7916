import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type LaunchOptions } from 'playwright';
import { installDebian } from './install-debian.ts';

/** Where the network lets nothing through, the lane says so and is skipped. */
const installMs = 5 * 60_000;

const windowless = '/usr/bin/chromium-headless-shell';
/** The shell without windows first: for the same page it takes half the time of the whole browser. */
const places = [
  process.env['HALLWAY_CHROMIUM'],
  windowless,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Why no page can be shown here, after installing what shows it; null when one can. */
export function chromiumObstacle(): string | null {
  if (process.platform === 'linux' && findChromium() !== windowless) installDebian();
  if (findChromium() === null) installPlaywrights();
  return findChromium() === null ? 'there is no Chromium (HALLWAY_CHROMIUM names one)' : null;
}

/** The browser, without a window and without anything that reaches outside. */
export function launchChromium(): Promise<Browser> {
  if (findChromium() === null) throw new Error('There is no Chromium.');
  return chromium.launch(chromiumOptions());
}

/** How Playwright starts it here. Where there is none, starting it is what fails. */
export function chromiumOptions(): LaunchOptions {
  const executablePath = findChromium();
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    ...(executablePath === null ? {} : { executablePath }),
    args: [...quiet, '--disable-component-update', '--disable-sync', ...sandbox],
  };
}

/** One of the system's, or the one that Playwright installed, which is the shell without windows too. */
function findChromium(): string | null {
  const found = [...places, chromium.executablePath()].find((path) => path !== undefined && existsSync(path));
  return found ?? null;
}

/** The one that Playwright has for every system, for whoever may install nothing else. */
function installPlaywrights(): void {
  const cli = fileURLToPath(new URL('../../node_modules/playwright/cli.js', import.meta.url));
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit', timeout: installMs });
}
