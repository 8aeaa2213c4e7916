import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectToControl, openControlChannel } from '#main/control-channel.ts';
import type { RpcHandlers } from '#shared/ipc/rpc.ts';
import type { ControlContract } from '#shared/ipc/server-control.ts';
import { silentLogger } from '#shared/logger.ts';
import { ok } from '#shared/result.ts';

function setupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-control-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function setupChannel(handlers: Partial<RpcHandlers<ControlContract>> = {}, folder = setupFolder()) {
  const warnings: string[] = [];
  const channel = await openControlChannel({
    folder,
    log: { ...silentLogger, warn: (line) => void warnings.push(line) },
    handlers: {
      'server.status': () => Promise.reject(new Error('nobody asks')),
      'server.backup': () => Promise.resolve(ok({ type: 'made', file: '/b.db' })),
      'server.goOn': () => Promise.resolve(ok({ type: 'nothing_to_do' })),
      'server.audit': () => Promise.resolve(ok({ entries: [], next: null, people: [], rooms: [] })),
      'server.reopen': () => Promise.resolve(ok({ type: 'reopened', devices: 1 })),
      'server.claim': () => Promise.resolve(ok({ type: 'owned' })),
      ...handlers,
    },
  });
  onTestFinished(channel.close);
  return { folder, channel, warnings, path: join(folder, 'control.sock') };
}

async function ask(folder: string) {
  const server = await connectToControl(folder);
  if (!server.ok) throw new Error(server.error.type);
  onTestFinished(server.value.close);
  return server.value;
}

/** What becomes of a socket that says this: what it was told, until it is closed. */
function say(path: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    let told = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      told += part;
      socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(told));
    socket.write(text);
  });
}

// A pipe of Windows has no file to look at.
describe.skipIf(process.platform === 'win32')('the control channel of a server', () => {
  it('answers whoever has the folder', async () => {
    const { folder } = await setupChannel();
    const server = await ask(folder);
    expect(await server.call('server.backup', {})).toEqual(ok({ type: 'made', file: '/b.db' }));
    expect(await server.call('server.goOn', {})).toEqual(ok({ type: 'nothing_to_do' }));
  });

  it('is its owner’s alone', async () => {
    const { path } = await setupChannel();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('answers each of many at a time', async () => {
    const { folder } = await setupChannel();
    const servers = await Promise.all(Array.from({ length: 20 }, () => ask(folder)));
    const answers = await Promise.all(servers.map((server) => server.call('server.goOn', {})));
    expect(new Set(answers.map(({ ok: isOk }) => isOk))).toEqual(new Set([true]));
  });

  it('tells of a bug on its side as such, and goes on', async () => {
    const { folder } = await setupChannel();
    const server = await ask(folder);
    expect(await server.call('server.status', {})).toEqual({ ok: false, error: { type: 'internal_error' } });
    expect(await server.call('server.goOn', {})).toMatchObject({ ok: true });
  });

  it('knows no other word', async () => {
    const { path } = await setupChannel();
    const told = await say(path, '{"call":1,"name":"server.quit","params":{}}\n');
    expect(JSON.parse(told)).toEqual({
      reply: 1,
      result: { ok: false, error: { type: 'unknown_call', name: 'server.quit' } },
    });
  });

  it.each([
    ['no JSON', 'status please\n'],
    ['a line without end', '{'.repeat(100_000)],
  ])('hangs up on %s, and answers the next one', async (_, text) => {
    const { folder, path } = await setupChannel();
    expect(await say(path, text)).toBe('');
    expect(await (await ask(folder)).call('server.goOn', {})).toMatchObject({ ok: true });
  });

  it('opens over the socket of a process that was killed', async () => {
    const folder = setupFolder();
    const path = join(folder, 'control.sock');
    const dying = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', dying]);
    expect(statSync(path).isSocket()).toBe(true);
    expect(await connectToControl(folder)).toEqual({ ok: false, error: { type: 'server_not_running', folder } });
    await setupChannel({}, folder);
    expect(await (await ask(folder)).call('server.goOn', {})).toMatchObject({ ok: true });
  });

  it('is gone once it is closed, and hangs up', async () => {
    const { folder, channel } = await setupChannel();
    const server = await ask(folder);
    const closed = new Promise<void>((resolve) => server.onClose(resolve));
    channel.close();
    await closed;
    expect(await connectToControl(folder)).toMatchObject({ error: { type: 'server_not_running' } });
  });

  it('is done without where its path is too long for the system, and the log says so', async () => {
    const { warnings } = await setupChannel({}, join(setupFolder(), 'x'.repeat(120)));
    expect(warnings).toEqual(['The server cannot be asked from this machine.']);
  });
});
