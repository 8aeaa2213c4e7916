import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page, type Response } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowserShell, type BrowserShell } from '#test/support/browser-shell-process.ts';
import { isMessage, type ChatScript } from '#test/support/chat-script.ts';
import { chromiumOptions } from '#test/support/chromium.ts';
import { freePort } from '#test/support/free-port.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { attackByElement, attackByScript, type AttackTarget, type Loot } from './page-attack.ts';

/** Names that lead to this computer, as a name does that an attacker points here. */
const hostileName = 'evil.test';
const countedWords = ['upgraded', 'people', 'rooms', 'headSeq'] as const;
type Counted = Readonly<Record<(typeof countedWords)[number], number>>;

let office: Office;
let browser: Browser;
let shell: BrowserShell;
/** The open window of the browser shell. */
let app: Page;
let appContext: BrowserContext;
/** Somebody else's server on this computer, whose pages may do whatever a page can. */
let elsewhere: Server;
let mara: ChatScript;
let ole: ChatScript;
let metricsPort = 0;
let targets: Readonly<Record<TargetName, AttackTarget>>;
let said = 0;

type TargetName = 'the chat server' | 'the door of the browser shell' | 'the numbers of a server';
const door = 'the door of the browser shell';
const targetNames: readonly TargetName[] = ['the chat server', door, 'the numbers of a server'];

beforeAll(async () => {
  office = openOffice();
  metricsPort = await freePort();
  const server = await office.openServer('--metrics-port', String(metricsPort));
  [mara, ole] = [office.openChat('Mara'), office.openChat('Ole')];
  await Promise.all([mara, ole].map((chat) => chat.ask('wait', { for: 'room', room: 'general' })));
  shell = startBrowserShell(office.folderOf('window'), ['--server-port', String(await freePort())]);
  const options = chromiumOptions();
  // A person who clicks every warning away, so that nothing but the server itself stands in the way.
  const careless = [
    `--host-resolver-rules=MAP ${hostileName} 127.0.0.1`,
    '--ignore-certificate-errors',
    '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
  ];
  browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...careless] });
  appContext = await browser.newContext({ locale: 'en-GB' });
  app = await appContext.newPage();
  const address = await shell.address;
  await app.goto(address.href);
  await app.getByRole('button', { name: 'Continue' }).waitFor();
  const script = await app
    .locator('script[src]')
    .first()
    .evaluate((element) => new URL((element as HTMLScriptElement).src).pathname);
  elsewhere = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>elsewhere</title>');
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  targets = {
    'the chat server': {
      origin: `https://127.0.0.1:${server.port}`,
      paths: ['/hallway', '/health'],
      protocols: [],
    },
    [door]: {
      origin: address.origin,
      paths: ['/', '/key', '/ports/chat', script],
      protocols: ['hallway', 'guessed'],
    },
    'the numbers of a server': { origin: `http://127.0.0.1:${metricsPort}`, paths: ['/metrics'], protocols: [] },
  };
});
afterAll(async () => {
  await browser.close();
  shell.kill('SIGTERM');
  await shell.exited;
  elsewhere.closeAllConnections();
  elsewhere.close();
  await office.close();
});

/** What the chat server has counted so far. */
async function countsOf(): Promise<Counted> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const numberOf = (what: string) =>
    Number(new RegExp(`^hallway_\\w+\\{what="${what}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
  return Object.fromEntries(countedWords.map((what) => [what, numberOf(what)])) as Counted;
}

/** What an attack must leave as it was, in the server and in the window. */
async function standing() {
  const { headSeq, ...counts } = await countsOf();
  const window = await app.evaluate(() => [document.body.innerText, sessionStorage.getItem('hallway.secret')]);
  // What the honest wrote in between is theirs.
  return { ...counts, foreignSeq: headSeq - said, window };
}

/** Everything at once, by a page at this address; what it got and what it was answered. */
async function attack(where: string, target: AttackTarget, begin: (page: Page) => Promise<unknown>) {
  const context = await browser.newContext({ locale: 'en-GB', ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await begin(page);
  expect(page.url()).toBe(where);
  const answers: string[] = [];
  page.on('response', (response: Response) => {
    const method = response.request().method();
    if (new URL(response.url()).port === new URL(target.origin).port) answers.push(`${method} ${response.status()}`);
  });
  const loot: Loot = {
    ...(await page.evaluate(attackByScript, target)),
    ...(await page.evaluate(attackByElement, target)),
  };
  await context.close();
  return { loot, answers };
}

/** A message arrives in the server that was attacked. */
async function expectTalk(): Promise<void> {
  said += 1;
  await mara.ask('message.send', { room: 'general', text: `still here ${said}` });
  await ole.until(isMessage(`still here ${said}`));
}

/** What a page got hold of that is not nothing. */
function taken(loot: Loot): readonly string[] {
  return Object.entries(loot).flatMap(([way, got]) => (got === 'nothing' ? [] : [`${way}: ${got}`]));
}

describe.each(['127.0.0.1', hostileName])('a page from elsewhere, on %s', (host) => {
  it.each(targetNames)('reads nothing of %s and changes nothing there', async (name) => {
    const before = await standing();
    const url = `http://${host}:${(elsewhere.address() as AddressInfo).port}/`;
    const { loot, answers } = await attack(url, targets[name], (page) => page.goto(url));
    expect(Object.keys(loot).length).toBeGreaterThan(20);
    expect(taken(loot)).toEqual([]);
    // The door shows its page to whoever means its address, and Chromium does not hand it to another page.
    const letIn = answers.filter((answer) => !/ 4\d\d$/u.test(answer) && !(name === door && answer === 'GET 200'));
    expect(letIn).toEqual([]);
    expect(await standing()).toEqual(before);
    await expectTalk();
  });
});

describe('a name that was pointed here after its page was loaded (DNS rebinding)', () => {
  it.each(targetNames)('leads to nothing of %s', async (name) => {
    const before = await standing();
    const url = new URL(targets[name].origin);
    url.hostname = hostileName;
    const target = { ...targets[name], origin: url.origin };
    const { loot, answers } = await attack(url.href, target, async (page) => {
      // The page came from the attacker's own computer; from now on the name is this one's.
      await page.route(url.href, (route) => route.fulfill({ contentType: 'text/html', body: '<title>bait</title>' }));
      await page.goto(url.href);
      await page.unroute(url.href);
    });
    // A page of the same origin reads what it is answered: that it is refused.
    expect(taken(loot).filter((line) => !/: (?:4\d\d)?\s*(?:Refused\.)?$/u.test(line))).toEqual([]);
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((answer) => !/ (?:403|421)$/u.test(answer))).toEqual([]);
    expect(await standing()).toEqual(before);
    await expectTalk();
  });
});

it('the window that was open all the while goes on', async () => {
  await app.getByRole('textbox', { name: 'Your name' }).fill('Priya');
  await app.getByRole('button', { name: 'Continue' }).click();
  const start = app.getByRole('button', { name: 'Start the server' });
  await start.waitFor();
  expect(await start.isVisible()).toBe(true);
});
