import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserShell, type BrowserShell } from '#test/support/browser-shell-process.ts';
import { chromiumOptions } from '#test/support/chromium.ts';

let folder: string;
let browser: Browser;
let shell: BrowserShell;
let elsewhere: Server;
/** Every header that somebody else's server of this computer was sent. */
let headersElsewhere: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-guards-'));
  const options = chromiumOptions();
  const args = [...(options.args ?? []), '--host-resolver-rules=MAP evil.test 127.0.0.1'];
  browser = await chromium.launch({ ...options, args });
  shell = startBrowserShell(folder, []);
  headersElsewhere = [];
  elsewhere = createServer((request, response) => {
    headersElsewhere.push(...request.rawHeaders);
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

function isUsedUp(page: Page): Promise<boolean> {
  return isShown(page.getByRole('heading', { name: 'This address no longer opens Hallway' }));
}

function isTakenOver(page: Page): Promise<boolean> {
  return isShown(page.getByRole('heading', { name: 'Hallway is open in another tab' }));
}

/** What the page does next shows that it has its ports still. */
async function goesOn(app: Page): Promise<boolean> {
  await app.getByRole('textbox', { name: 'Your name' }).fill('Mara');
  await app.getByRole('button', { name: 'Continue' }).click();
  return isShown(app.getByRole('button', { name: 'Start the server' }));
}

async function isShown(what: Locator): Promise<boolean> {
  await what.waitFor();
  return what.isVisible();
}

/** The address that the terminal prints for the next Enter. */
function nextAddress(): Promise<URL> {
  const printed = new Promise<URL>((resolve) => {
    shell.onLine((line) => {
      if (line.startsWith('http:')) resolve(new URL(line));
    });
  });
  shell.write('\n');
  return printed;
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

// Another port of this computer is the same site: nothing that a browser keeps by site would tell the two apart.
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

  it('gets a form refused', async () => {
    const { address, context, evil } = await setupAttack(host);
    for (const path of ['/', '/key']) {
      const page = await context.newPage();
      await page.goto(evil.url());
      const posted = page.waitForResponse((response) => response.url().startsWith(address.origin));
      await page.evaluate((action) => {
        const form = Object.assign(document.createElement('form'), { action, method: 'POST' });
        document.body.append(form);
        form.submit();
      }, `${address.origin}${path}`);
      expect((await posted).status()).toBe(403);
    }
  });

  it('has no hold on a window of the app that it opens, and that takes nothing over', async () => {
    const { address, context, app, evil } = await setupAttack(host);
    for (const hash of ['', '#token=guessed', address.hash]) {
      const opening = context.waitForEvent('page');
      await evil.evaluate((url) => {
        Object.assign(window, { opened: window.open(url) });
      }, `${address.origin}/${hash}`);
      const opened = await opening;
      expect(await isUsedUp(opened)).toBe(true);
      expect(await opened.evaluate(() => window.opener === null)).toBe(true);
      expect(await evil.evaluate(() => (window as unknown as { opened: Window }).opened.closed)).toBe(true);
    }
    expect(await goesOn(app)).toBe(true);
  });

  it('is told no secret, by no header of any request', async () => {
    const { address, app, evil } = await setupAttack(host);
    const secret = await app.evaluate(() => sessionStorage.getItem('hallway.secret'));
    expect(secret).toMatch(/^[\w-]{43}$/u);
    await app.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), {
        href: url,
        textContent: 'elsewhere',
        target: '_blank',
      });
      document.body.prepend(link);
    }, evil.url());
    const opening = app.context().waitForEvent('page');
    await app.getByRole('link', { name: 'elsewhere' }).click();
    const followed = await opening;
    for (const page of [followed, evil]) {
      await page.evaluate(() => fetch('/again', { credentials: 'include' }).then(({ status }) => status));
      expect(await page.evaluate(() => [document.cookie, document.referrer, sessionStorage.length])).toEqual([
        '',
        '',
        0,
      ]);
    }
    expect(headersElsewhere).toContain('Host');
    const told = [secret ?? '', address.hash.replace('#token=', ''), address.origin];
    const telling = headersElsewhere.filter(
      (header) => header.toLowerCase() === 'cookie' || told.some((word) => header.includes(word)),
    );
    expect(telling).toEqual([]);
  });
});

it('another name for this computer leads to nothing, as a name that is rebound would', async () => {
  const { address, evil } = await setupAttack();
  const answer = await evil.goto(`http://evil.test:${address.port}/${address.hash}`);
  expect(answer?.status()).toBe(421);
});

it('a tab that knows only the address, or one that was used, takes nothing over', async () => {
  const { address, context, app } = await setupAttack();
  for (const hash of ['', address.hash]) {
    const other = await context.newPage();
    await other.goto(`${address.origin}/${hash}`);
    expect(await isUsedUp(other)).toBe(true);
    await other.getByRole('button', { name: 'Try again' }).click();
    expect(await isUsedUp(other)).toBe(true);
  }
  expect(await goesOn(app)).toBe(true);
});

it('the token leaves the address bar and the history at once, and no cookie is left', async () => {
  const { address, context, app } = await setupAttack();
  expect(app.url()).toBe(`${address.origin}/`);
  const session = await context.newCDPSession(app);
  const { entries } = await session.send('Page.getNavigationHistory');
  expect(entries.map(({ url }) => url)).toEqual(['about:blank', `${address.origin}/`]);
  expect(await context.cookies()).toEqual([]);
});

it('a new address takes the window over, and the tab that had it says so and can take it back', async () => {
  const { context, app } = await setupAttack();
  const next = await context.newPage();
  await next.goto((await nextAddress()).href);
  await next.getByRole('button', { name: 'Continue' }).waitFor();
  expect(await isTakenOver(app)).toBe(true);
  await app.getByRole('button', { name: 'Use Hallway here' }).click();
  expect(await goesOn(app)).toBe(true);
  expect(await isTakenOver(next)).toBe(true);
});

it('a new address works in the very tab that says the old one is used up', async () => {
  const { address, context } = await setupAttack();
  const other = await context.newPage();
  await other.goto(address.href);
  expect(await isUsedUp(other)).toBe(true);
  await other.goto((await nextAddress()).href);
  expect(await goesOn(other)).toBe(true);
  expect(other.url()).toBe(`${address.origin}/`);
});

it('two Hallways in one browser leave each other alone, and each tab keeps its own when it is loaded anew', async () => {
  const { context, app } = await setupAttack();
  const second = startBrowserShell(join(folder, 'second'), []);
  try {
    const other = await context.newPage();
    await other.goto((await second.address).href);
    await other.getByRole('button', { name: 'Continue' }).waitFor();
    for (const page of [app, other]) await page.reload();
    for (const page of [app, other]) expect(await goesOn(page)).toBe(true);
  } finally {
    second.kill('SIGTERM');
    await second.exited;
  }
});

it('a tab of a Hallway that was started again says that its address no longer opens it', async () => {
  const { address, app } = await setupAttack();
  shell.kill('SIGTERM');
  await shell.exited;
  shell = startBrowserShell(folder, ['--port', address.port]);
  await shell.address;
  expect(await isUsedUp(app)).toBe(true);
  await app.goto((await nextAddress()).href);
  expect(await goesOn(app)).toBe(true);
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

it('a reload keeps the window', async () => {
  const { app } = await setupAttack();
  await app.reload();
  expect(await goesOn(app)).toBe(true);
});
