import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatCalls } from '#shared/ipc/chat-api.ts';
import { shellCalls } from '#shared/ipc/shell-api.ts';
import { contractWords } from '#test/support/contract-words.ts';
import { packElectron } from '#test/support/electron-package.ts';
import { freePort } from '#test/support/free-port.ts';
import { hostileJoinLines } from '#test/support/hostile/hostile-join-lines.ts';
import { createParamsFuzzer } from '#test/support/params-fuzzer.ts';
import { serverIdOf } from '#test/support/sample-ids.ts';
import { familyOf, seedsBelow, tracesOf } from '#test/support/secret-traces.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { openVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';
import { openElectronDesk, type DrivenDesk } from './electron-desk.ts';
import { openFuzzedPort, sendOddities, type FuzzedPort } from './fuzzed-port.ts';

const seed = process.env['HALLWAY_SEED'] ?? '7420';
const messageCount = 3_000;
const patience = { timeout: 30_000 };

describe('in the packaged app', () => {
  let folder = '';
  let display: VirtualDisplay;
  let mara: DrivenDesk;
  let serverPort = 0;
  /** Listens where hostile links lead, and counts who comes. */
  let lure: Server;
  let visits = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hallway-input-'));
    display = await openVirtualDisplay();
    lure = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    serverPort = await freePort();
    lure.listen(0, '127.0.0.1');
    await once(lure, 'listening');
    mara = await openElectronDesk({
      binary: (await packElectron()).driven,
      display: display.name,
      data: join(folder, 'Mara'),
      args: ['--no-discovery', '--server-host', '127.0.0.1', '--server-port', String(serverPort)],
    });
    await mara.introduce('Mara Lindqvist');
    await mara.host('Nordlicht');
  });
  afterAll(async () => {
    await mara.quit();
    await display.close();
    lure.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The processes of ours by their names, each with its id. */
  function services(): Promise<readonly string[]> {
    return mara.app.evaluate(({ app }) =>
      app
        .getAppMetrics()
        .flatMap(({ pid, name }) => (name?.startsWith('Hallway') === true ? [`${name} ${pid}`] : []))
        .toSorted(),
    );
  }

  it('the server shows a P-256 certificate over TLS 1.3, and nothing older', async () => {
    const ask = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string>((resolve) => {
        const options = {
          host: '127.0.0.1',
          port: serverPort,
          rejectUnauthorized: false,
          minVersion: 'TLSv1.2',
          maxVersion,
        } as const;
        const socket = connect(options, () => {
          const key = socket.getPeerX509Certificate()?.publicKey.asymmetricKeyDetails?.namedCurve;
          resolve(`${socket.getProtocol()} ${key}`);
          socket.destroy();
        });
        socket.once('error', () => {
          resolve('refused');
        });
      });
    expect([await ask('TLSv1.3'), await ask('TLSv1.2')]).toEqual(['TLSv1.3 prime256v1', 'refused']);
  });

  it('a frame within the page is given no port, and the page of the app is in nobody’s frame', async () => {
    const given = await mara.page.evaluate(async () => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const isOffered = 'hallwayPorts' in (frame.contentWindow ?? {});
      const framed = document.body.appendChild(Object.assign(document.createElement('iframe'), { src: '/index.html' }));
      await new Promise((resolve) => framed.addEventListener('load', resolve, { once: true }));
      const isFramed = framed.contentDocument?.querySelector('script') !== undefined && framed.contentDocument !== null;
      frame.remove();
      framed.remove();
      return { isOffered, isFramed };
    });
    expect(given).toEqual({ isOffered: false, isFramed: false });
  });

  it(`[T6] hostile links lead nowhere by themselves, and one that is agreed to leads there (HALLWAY_SEED=${seed})`, async () => {
    const { port } = lure.address() as { readonly port: number };
    const plain = `hallway://join?s=${serverIdOf(7)}&h=127.0.0.1:${port}`;
    const links = hostileJoinLines(seed, 400).map((link) =>
      link.replaceAll(/127\.0\.0\.1(?::\d+)?/gu, `127.0.0.1:${port}`),
    );
    await mara.app.evaluate(
      ({ app }, lines) => {
        for (const [index, line] of lines.entries()) {
          if (index % 2 === 0) app.emit('open-url', { preventDefault: () => undefined }, line);
          else app.emit('second-instance', {}, ['hallway', '--data', '/elsewhere', line], '/');
        }
      },
      [...links, plain, plain],
    );
    const dialog = mara.page.getByRole('dialog', { name: 'Join the server of this link?' });
    await dialog.getByText(`127.0.0.1:${port}`).waitFor(patience);
    expect(visits).toBe(0);
    await dialog.getByRole('button', { name: 'Join' }).click(patience);
    await expect.poll(() => visits, patience).toBeGreaterThan(0);
    await mara.page.keyboard.press('Escape');
    expect(await mara.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it(`both processes go on after ${messageCount} hostile messages over each port of the page (HALLWAY_SEED=${seed})`, async () => {
    const before = await services();
    expect(before.length).toBe(2);
    // Without what would end the chat that the other tests need, or open a browser.
    const { 'server.forget': _forget, 'server.leave': _leave, ...chat } = chatCalls;
    const {
      'link.open': _open,
      'host.stop': _stop,
      'question.answer': _answer,
      'menu.open': _menu,
      ...shell
    } = shellCalls;
    for (const [name, calls] of Object.entries({ chat, shell })) {
      const fuzzer = createParamsFuzzer(createSeededRandom(`${name} ${seed}`), contractWords);
      const port = await mara.page.evaluateHandle(openFuzzedPort, name);
      const messages = Array.from({ length: messageCount }, (_, call) => {
        const asked = fuzzer.pick(Object.keys(calls));
        const schema: v.GenericSchema = (calls as Readonly<Record<string, v.GenericSchema>>)[asked] ?? v.never();
        const params = fuzzer.below(4) === 0 ? fuzzer.fitting(schema) : fuzzer.bent(schema);
        return fuzzer.below(40) === 0 ? fuzzer.anything() : { call, name: asked, params };
      });
      for (let from = 0; from < messages.length; from += 500) {
        const some = JSON.stringify(messages.slice(from, from + 500), inJson);
        await port.evaluate((opened: FuzzedPort, text) => opened.send(JSON.parse(text) as unknown[]), some);
      }
      await mara.page.evaluate(sendOddities, name);
      // It is answered behind all the others.
      const kinds = await port.evaluate((opened: FuzzedPort) => opened.kinds());
      expect(kinds).toContain('ok');
      expect(kinds.filter((kind) => kind === 'internal_error')).toEqual([]);
    }
    expect(await services()).toEqual(before);
  });

  it('[T5] no key stands in an argument or the environment of any process, in a log, or in any file but its own', async () => {
    const pids = familyOf(mara.app.process().pid ?? 0);
    const seeds = seedsBelow(folder);
    expect([pids.length > 4, seeds.length >= 2]).toEqual([true, true]);
    const isForSecrets = (path: string): boolean => path.endsWith('.key') || path.includes('keys/');
    expect(tracesOf(seeds, { pids, folder, isForSecrets })).toEqual([]);
  });
});

const take = `require('fs').writeFileSync('taken', '')`;

describe('the release, started by somebody who means ill', () => {
  let display: VirtualDisplay;
  beforeAll(async () => {
    display = await openVirtualDisplay();
  });
  afterAll(() => display.close());

  const displayed = ['--no-sandbox', '--disable-gpu'];

  async function startRelease(args: readonly string[], more: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), 'hallway-release-'));
    writeFileSync(join(folder, 'take.cjs'), take);
    const { release } = await packElectron();
    const env = { ...process.env, DISPLAY: display.name, ...more };
    const child = spawn(release, args, { env, cwd: folder });
    let said = '';
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => (said += text));
    const exited = once(child, 'exit');
    return { folder, child, exited, said: () => said };
  }

  it('runs no script of theirs as Node, and preloads none', async () => {
    // Node stops at an option that is Chromium's, and the app at one that is nobody's.
    const attempts = [
      { args: ['take.cjs'], env: { ELECTRON_RUN_AS_NODE: '1' } },
      { args: [...displayed, '--help'], env: { NODE_OPTIONS: '--require ./take.cjs' } },
    ];
    for (const { args, env } of attempts) {
      const { folder, child, exited } = await startRelease(args, env);
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
      expect(existsSync(join(folder, 'taken'))).toBe(false);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('opens no inspector, and takes no option that stands behind a link', async () => {
    const { folder, child, exited, said } = await startRelease(
      [...displayed, '--inspect=0', '--inspect-brk=0', '--data', 'own'],
      {},
    );
    await expect.poll(() => existsSync(join(folder, 'own', 'logs')), patience).toBe(true);
    expect(said()).not.toContain('Debugger listening');
    child.kill('SIGKILL');
    await exited;
    const home = join(folder, 'home');
    const link = `hallway://join?s=${serverIdOf(7)}`;
    const behind = await startRelease([...displayed, link, '--data', 'theirs'], { HOME: home, XDG_DATA_HOME: home });
    await expect.poll(() => existsSync(home), patience).toBe(true);
    behind.child.kill('SIGKILL');
    await behind.exited;
    expect(existsSync(join(behind.folder, 'theirs'))).toBe(false);
    for (const each of [folder, behind.folder]) rmSync(each, { recursive: true, force: true });
  });
});

function inJson(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
