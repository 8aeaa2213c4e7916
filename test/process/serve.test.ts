import { DatabaseSync } from 'node:sqlite';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dial } from '#main/transport/dial.ts';
import { systemClock } from '#main/system-clock.ts';
import { startEntry } from '#test/support/entry-process.ts';
import { startServe, type ServeProcess } from '#test/support/serve-process.ts';

const folders: string[] = [];
const running: ServeProcess[] = [];

function setupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-serve-'));
  folders.push(folder);
  return folder;
}

function serve(folder: string, ...options: string[]): ServeProcess {
  const started = startServe(['--data', folder, '--name', 'Lunch', '--port', '0', ...options]);
  running.push(started);
  return started;
}

afterEach(async () => {
  for (const { kill, exited } of running.splice(0)) {
    kill('SIGKILL');
    await exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('serve', () => {
  it('listens, says where, and can be reached there', async () => {
    const { addresses, port, joinLine, serverId } = await serve(setupFolder()).listening;
    expect(addresses).toEqual([`127.0.0.1:${port}`]);
    expect(joinLine).toBe(`hallway://join?s=${serverId}&h=127.0.0.1:${port}`);
    const dialled = await dial({ host: '127.0.0.1', port }, { clock: systemClock });
    expect(dialled.ok).toBe(true);
  });

  it('[T1] is the same server after a restart, at another port and under another name', async () => {
    const folder = setupFolder();
    const first = serve(folder);
    const { serverId } = await first.listening;
    first.kill('SIGTERM');
    expect(await first.exited).toMatchObject({ code: 0 });
    expect((await serve(folder, '--name', 'Dinner').listening).serverId).toBe(serverId);
  });

  it('[T1] started twice at once on a new folder is one server, and keeps its key', async () => {
    for (let round = 0; round < 2; round += 1) {
      const folder = setupFolder();
      const starts = [serve(folder), serve(folder)];
      const up = await Promise.allSettled(starts.map(({ listening }) => listening));
      const ids = up.flatMap((one) => (one.status === 'fulfilled' ? [one.value.serverId] : []));
      const refused = up.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      expect([ids.length, refused]).toEqual([1, [expect.stringContaining('is in use by another Hallway')]]);
      for (const { kill } of starts) kill('SIGTERM');
      await Promise.all(starts.map(({ exited }) => exited));
      expect((await serve(folder).listening).serverId).toBe(ids[0]);
    }
  });

  it('keeps its name where none is given', async () => {
    const folder = setupFolder();
    const first = serve(folder);
    const { serverId } = await first.listening;
    first.kill('SIGTERM');
    await first.exited;
    const again = startServe(['--data', folder, '--port', '0']);
    running.push(again);
    expect((await again.listening).serverId).toBe(serverId);
    const { stdout } = await startEntry('serve', ['status', '--data', folder, '--json']).exited;
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Lunch', serverId });
  });

  it('[D13] says goodbye and exits with 0 when it is told to stop', async () => {
    const server = serve(setupFolder());
    const { port } = await server.listening;
    const dialled = await dial({ host: '127.0.0.1', port }, { clock: systemClock });
    if (!dialled.ok) throw new Error(dialled.error.type);
    const texts: string[] = [];
    dialled.value.onText((text) => texts.push(text));
    const closed = new Promise<number>((resolve) => {
      dialled.value.onClose(({ code }) => {
        resolve(code);
      });
    });
    server.kill('SIGTERM');
    expect([await closed, texts]).toEqual([1001, ['{"type":"bye","reason":"restarting"}']]);
    expect((await server.exited).code).toBe(0);
  });

  it('starts again after it was killed, without anybody’s help', async () => {
    const folder = setupFolder();
    const first = serve(folder);
    const { serverId } = await first.listening;
    first.kill('SIGKILL');
    await first.exited;
    expect((await serve(folder).listening).serverId).toBe(serverId);
  });

  it.skipIf(process.platform === 'win32')(
    'keeps what it writes to itself, also in a folder that others can read',
    async () => {
      const folder = setupFolder();
      chmodSync(folder, 0o755);
      await serve(folder).listening;
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const open = files.filter(({ name, parentPath }) => (statSync(join(parentPath, name)).mode & 0o077) !== 0);
      expect(files.map(({ name }) => name)).toContain('server.db');
      expect(open.map(({ name }) => name)).toEqual([]);
    },
  );

  it('takes the next free port where the one it is to have is taken', async () => {
    const other = createServer();
    const taken = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        resolve((other.address() as { port: number }).port);
      });
    });
    const { port } = await serve(setupFolder(), '--port', String(taken)).listening;
    other.close();
    expect(port).toBeGreaterThan(taken);
    expect(port).toBeLessThan(taken + 20);
  });
});

describe('serve says in one sentence, and exits with 2, when', () => {
  const sentenceOf = async (server: ServeProcess): Promise<string> => {
    const { code, stdout, stderr } = await server.exited;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    return stderr;
  };

  it('the folder is in use', async () => {
    const folder = setupFolder();
    const first = serve(folder);
    const { pid } = first;
    await first.listening;
    expect(await sentenceOf(serve(folder))).toContain(`${folder} is in use by another Hallway (process ${pid})`);
  });

  it('the folder is in use, and leaves no key there', async () => {
    const folder = setupFolder();
    const first = serve(folder);
    await first.listening;
    rmSync(join(folder, 'server.key'));
    await sentenceOf(serve(folder));
    expect(readdirSync(folder)).not.toContain('server.key');
  });

  it('no folder is named', async () => {
    expect(await sentenceOf(serve(''))).toContain('--data: Name a folder.');
  });

  it('the folder is a file', async () => {
    const file = join(setupFolder(), 'file');
    writeFileSync(file, '');
    expect(await sentenceOf(serve(file))).toContain(file);
  });

  it('nothing can be made where the folder should be', async () => {
    expect(await sentenceOf(serve('/proc/hallway'))).toContain('/proc/hallway');
  });

  it('the folder is that of somebody’s chat', async () => {
    const folder = setupFolder();
    writeFileSync(join(folder, 'profile.db'), '');
    expect(await sentenceOf(serve(folder))).toContain(`${folder} is the folder of somebody's chat.`);
    expect(readdirSync(folder)).toEqual(['profile.db']);
  });

  it('the database is of a newer version', async () => {
    const folder = setupFolder();
    const db = new DatabaseSync(join(folder, 'server.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(await sentenceOf(serve(folder))).toContain('was written by a newer Hallway');
  });

  it('the database is none', async () => {
    const folder = setupFolder();
    writeFileSync(join(folder, 'server.db'), 'x'.repeat(5_000));
    expect(await sentenceOf(serve(folder))).toContain('is damaged or no database');
  });

  it('the key is damaged', async () => {
    const folder = setupFolder();
    writeFileSync(join(folder, 'server.key'), 'hallway-seed-1 nonsense\n', { mode: 0o600 });
    expect(await sentenceOf(serve(folder))).toContain('server.key does not hold');
  });

  it('an option makes no sense', async () => {
    const folder = setupFolder();
    expect(await sentenceOf(serve(folder, '--port', '99999'))).toContain('--port: "99999" is no port.');
    expect(await sentenceOf(serve(folder, '--name', ''))).toContain(
      '--name: A name has at least one visible character.',
    );
    expect(await sentenceOf(serve(folder, '--lmit', 'a=1'))).toContain("unknown option '--lmit'");
    expect(await sentenceOf(startServe(['--name', 'Lunch']))).toContain(
      "required option '--data <folder>' not specified",
    );
  });
});
