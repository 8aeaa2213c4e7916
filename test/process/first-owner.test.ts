import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import { isServer, type ChatScript } from '#test/support/chat-script.ts';
import { startEntry } from '#test/support/entry-process.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { startServe } from '#test/support/serve-process.ts';
import { runServeTask } from '#test/support/serve-task.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

function setupOffice(): Office {
  office = openOffice();
  return office;
}

async function roleOf(chat: ChatScript): Promise<unknown> {
  await chat.until(isServer('online'));
  const isMe = ({ event, isMe: mine }: { event: string; isMe?: unknown }) => event === 'person' && mine === true;
  return (await chat.until(isMe))['role'];
}

function tokenIn(link: unknown): string {
  const line = parseJoinLine(String(link));
  return present(line.ok ? line.value.invite : null, 'an invite in the link').token;
}

describe('a new server that runs alone', () => {
  it('[T7] lets in by invite alone, and prints once what makes an owner', async () => {
    const folder = join(setupOffice().folder, 'alone');
    const args = ['--data', folder, '--name', 'Lunch', '--port', '0', '--host', '127.0.0.1', '--no-discovery'];
    const server = startEntry('serve', args);
    const link = await new Promise<string>((resolve) => {
      server.onLine((line) => {
        if (line.includes('&t=')) resolve(line);
      });
    });
    expect(server.stdout()).toContain('Door       invite: whoever comes needs an invite\n');
    // [T5] told once, as it is made.
    expect(server.stdout()).toContain('Key        in server.key of the data folder, for this user alone;');
    expect(server.stdout()).toContain('Nobody owns this server yet.');
    expect(tokenIn(link)).toHaveLength(22);
    server.kill('SIGTERM');
    await server.exited;
    const again = startEntry('serve', [...args, '--door', 'knock', '--json']);
    const first = await new Promise<string>((resolve) => {
      again.onLine(resolve);
    });
    expect(JSON.parse(first)).toMatchObject({ type: 'listening', door: 'knock' });
    again.kill('SIGTERM');
    await again.exited;
  });

  it('[T7] keeps the door that it has, whatever a new one would have', async () => {
    const place = setupOffice();
    const first = await place.openServer('--door', 'knock');
    expect(first.door).toBe('knock');
    await first.stop('SIGTERM');
    const data = ['--data', place.serverFolder, '--port', '0', '--host', '127.0.0.1', '--no-discovery'];
    const again = startEntry('serve', [...data, '--json']);
    const line = await new Promise<string>((resolve) => {
      again.onLine(resolve);
    });
    expect(JSON.parse(line)).toMatchObject({ door: 'knock' });
    again.kill('SIGKILL');
    await again.exited;
  });

  it('takes no other door than there are', async () => {
    const refused = startServe(['--data', setupOffice().folder, '--name', 'Lunch', '--door', 'ajar']);
    expect(await refused.exited).toMatchObject({
      code: 2,
      stdout: '',
      stderr: '--door: "ajar" is no door. There are: open, knock, invite.\n',
    });
  });
});

describe('the link for the first owner', () => {
  it('[T6] makes whoever opens it first the owner, and nobody after', async () => {
    const place = setupOffice();
    const { claimLink } = await place.openServer('--door', 'invite');
    const mara = place.openChat('Mara', '--server', String(claimLink));
    expect(await roleOf(mara)).toBe('owner');
    const late = place.openChat('Late', '--server', String(claimLink));
    const refused = await late.until((event) => isServer('pending')(event) && 'problem' in event);
    expect(refused).toMatchObject({ problem: 'invite_invalid' });
    expect(await runServeTask('claim', place.serverFolder)).toEqual({ type: 'owned' });
  });

  it('[T6] is not printed again once there is an owner', async () => {
    const place = setupOffice();
    const first = await place.openServer('--door', 'invite');
    await roleOf(place.openChat('Mara', '--server', String(first.claimLink)));
    await first.stop('SIGTERM');
    expect((await place.openServer('--door', 'invite')).claimLink).toBeNull();
  });

  it('[T6] is a new one at each start and whenever it is asked for; those before are no good any more', async () => {
    const place = setupOffice();
    const first = await place.openServer('--door', 'invite');
    await first.stop('SIGTERM');
    const second = await place.openServer('--door', 'invite');
    const third = await runServeTask('claim', place.serverFolder);
    expect(third).toMatchObject({ type: 'claimable' });
    const links = [first.claimLink, second.claimLink, third['link']].map(String);
    expect(new Set(links.map(tokenIn)).size).toBe(3);
    for (const [at, link] of links.slice(0, 2).entries()) {
      const late = place.openChat(`Late ${at}`, '--server', link);
      const refused = await late.until((event) => isServer('pending')(event) && 'problem' in event);
      expect(refused).toMatchObject({ problem: 'invite_invalid' });
    }
    expect(await roleOf(place.openChat('Mara', '--server', String(links[2])))).toBe('owner');
  });

  it('[T6] makes an owner of somebody who was in already', async () => {
    const place = setupOffice();
    const { claimLink } = await place.openServer('--door', 'open');
    const mara = place.openChat('Mara');
    expect(await roleOf(mara)).toBe('member');
    await mara.ask('server.join', { server: claimLink, name: 'Mara' });
    await mara.until(({ event, isMe, role }) => event === 'person' && isMe === true && role === 'owner');
  });

  it('[T6] stands in no file of the server and in nothing that it logs', async () => {
    const place = setupOffice();
    const server = await place.openServer('--door', 'invite');
    const asked = await runServeTask('claim', place.serverFolder);
    await roleOf(place.openChat('Mara', '--server', String(asked['link'])));
    const tokens = [server.claimLink, asked['link']].map(tokenIn);
    const forms = tokens.flatMap((token) => [token, Buffer.from(token, 'base64url')]);
    const files = readdirSync(place.serverFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(files.map((file) => file.slice(place.serverFolder.length + 1))).toContain('server.db');
    const bytes = [
      ...files.filter((file) => existsSync(file)).map((file) => readFileSync(file)),
      Buffer.from(server.stderr()),
    ];
    expect(bytes.filter((each) => forms.some((form) => each.includes(form)))).toEqual([]);
  });
});
