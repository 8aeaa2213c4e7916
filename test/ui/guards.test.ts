import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserShell, type BrowserShell } from '#test/support/browser-shell-process.ts';
import { chromiumOptions } from '#test/support/chromium.ts';

let folder: string;
let browser: Browser;
let shell: BrowserShell;
let elsewhere: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-guards-'));
  const options = chromiumOptions();
  const args = [...(options.args ?? []), '--host-resolver-rules=MAP evil.test 127.0.0.1'];
  browser = await chromium.launch({ ...options, args });
  shell = startBrowserShell(folder, []);
  elsewhere = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>elsewhere</title>');
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
});
afterEach(async () => {
  await browser.close();
  shell.kill('SIGTERM');
  await shell.exited;
  elsewhere.closeAllConnections();
  elsewhere.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The app open in one tab, and a page of somebody else in another tab of the same browser. */
async function setupAttack(host = '127.0.0.1') {
  const address = await shell.address;
  const context = await browser.newContext({ locale: 'en-GB' });
  const app = await context.newPage();
  await app.goto(address.href);
  await app.getByRole('button', { name: 'Continue' }).waitFor();
  const evil = await context.newPage();
  await evil.goto(`http://${host}:${(elsewhere.address() as AddressInfo).port}/`);
  return { address, context, app, evil };
}

/** How an attempt to open a port from a page ends. */
const openPort = (page: Page, url: string): Promise<string> =>
  page.evaluate(
    (target) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(target);
        socket.onopen = () => resolve('open');
        socket.onclose = ({ code }) => resolve(`closed ${code}`);
      }),
    url,
  );

// Another port of this computer is the same site: the browser sends the cookie along, and the door has to refuse.
describe.each(['127.0.0.1', 'evil.test'])('a page from elsewhere, on %s', (host) => {
  it('opens no port', async () => {
    const { address, evil } = await setupAttack(host);
    for (const name of ['chat', 'shell']) {
      expect(await openPort(evil, `ws://${address.host}/ports/${name}`)).toBe('closed 1006');
    }
  });

  it('reads nothing by fetch, image or frame, and posts nothing', async () => {
    const { address, evil } = await setupAttack(host);
    const got = await evil.evaluate(async (origin) => {
      const tryFetch = (init: RequestInit): Promise<string> =>
        fetch(`${origin}/`, init).then(
          (response) => response.type,
          () => 'blocked',
        );
      const image = new Image();
      const shown = new Promise<string>((resolve) => {
        image.onload = () => resolve('shown');
        image.onerror = () => resolve('blocked');
      });
      image.src = `${origin}/`;
      return [
        await tryFetch({ credentials: 'include' }),
        await tryFetch({ credentials: 'include', mode: 'no-cors' }),
        await tryFetch({ method: 'POST', credentials: 'include', body: 'x' }),
        await shown,
      ];
    }, address.origin);
    expect(got).toEqual(['blocked', 'blocked', 'blocked', 'blocked']);
    const framed = evil.waitForResponse((response) => response.url().startsWith(address.origin));
    await evil.evaluate((origin) => {
      const frame = document.createElement('iframe');
      frame.src = origin;
      document.body.append(frame);
    }, address.origin);
    await framed;
    await expect.poll(() => evil.frames().at(-1)?.url()).toContain('chrome-error');
  });

  it('gets a form refused, and a guessed and a used token too', async () => {
    const { address, context, evil } = await setupAttack(host);
    const posted = evil.waitForResponse((response) => response.url().startsWith(address.origin));
    await evil.evaluate((action) => {
      const form = Object.assign(document.createElement('form'), { action, method: 'POST' });
      document.body.append(form);
      form.submit();
    }, `${address.origin}/`);
    expect((await posted).status()).toBe(403);
    await context.clearCookies();
    const visitor = await context.newPage();
    for (const token of ['guessed', address.searchParams.get('token')]) {
      const answer = await visitor.goto(`${address.origin}/?token=${token}`);
      expect(answer?.status()).toBe(401);
    }
    expect(await context.cookies()).toEqual([]);
  });

  it('has no hold on a window of the app that it opens', async () => {
    const { address, context, evil } = await setupAttack(host);
    const opening = context.waitForEvent('page');
    await evil.evaluate((origin) => {
      Object.assign(window, { opened: window.open(origin) });
    }, address.origin);
    const opened = await opening;
    await opened.waitForLoadState();
    expect(await opened.evaluate(() => window.opener === null)).toBe(true);
  });
});

it('another name for this computer leads to nothing, as a name that is rebound would', async () => {
  const { address, evil } = await setupAttack();
  const answer = await evil.goto(`http://evil.test:${address.port}/?token=${address.searchParams.get('token')}`);
  expect(answer?.status()).toBe(421);
});

it('a cookie from elsewhere opens nothing', async () => {
  const address = await shell.address;
  const context = await browser.newContext();
  await context.addCookies([{ name: 'hallway', value: 'guessed', url: address.origin }]);
  const page = await context.newPage();
  expect((await page.goto(`${address.origin}/`))?.status()).toBe(401);
});

it('the cookie is for this site alone and out of reach of scripts', async () => {
  const { app, context } = await setupAttack();
  expect(await context.cookies()).toMatchObject([{ name: 'hallway', httpOnly: true, sameSite: 'Strict' }]);
  expect(await app.evaluate(() => document.cookie)).toBe('');
});

it('within the page nothing inline runs, and nothing is loaded from or told to outside', async () => {
  const { app, evil } = await setupAttack();
  const blocked = await app.evaluate(async (outside) => {
    const violated = new Set<string>();
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violated.add(effectiveDirective));
    const add = (tag: string, parts: object): void => {
      document.body.append(Object.assign(document.createElement(tag), parts));
    };
    add('style', { textContent: 'body { color: red }' });
    add('img', { src: `${outside}a.png` });
    add('iframe', { src: outside });
    const isTold = await fetch(outside).then(
      () => true,
      () => false,
    );
    const script = document.createElement('script');
    try {
      script.text = 'window.hit = 1';
      document.body.append(script);
    } catch {
      // Trusted types refuse the text already.
    }
    while (violated.size < 5) await new Promise((resolve) => requestAnimationFrame(resolve));
    return { violated: [...violated], isTold, isHit: 'hit' in window };
  }, evil.url());
  expect(blocked).toMatchObject({ isTold: false, isHit: false });
  expect(blocked.violated).toEqual(
    expect.arrayContaining(['style-src-elem', 'img-src', 'connect-src', 'frame-src', 'require-trusted-types-for']),
  );
});

it('nothing within the page makes code of a text', async () => {
  const { app, context } = await setupAttack();
  const session = await context.newCDPSession(app);
  // Tools may evaluate whatever the page forbids, unless they say that they do not want to.
  const asked = { expression: `window.eval('1')`, allowUnsafeEvalBlockedByCSP: false };
  const { exceptionDetails } = await session.send('Runtime.evaluate', asked);
  expect(exceptionDetails?.exception?.className).toBe('EvalError');
});

it('a reload keeps the window, by the cookie', async () => {
  const { app } = await setupAttack();
  await app.reload();
  await app.getByRole('button', { name: 'Continue' }).waitFor();
  expect(new URL(app.url()).search).toBe('');
});
