import { afterEach, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { startEntry, type ProcessExit } from '#test/support/entry-process.ts';
import { openOffice, type Office } from '#test/support/office.ts';

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** A server, and people who come to it by `npm run chat` with lines from a pipe. */
async function setupPipes(...more: readonly string[]) {
  const place = openOffice();
  office = place;
  const server = await place.openServer(...more);
  return {
    server,
    pipe: (name: string, lines: readonly string[], target = server.joinLine): Promise<ProcessExit> => {
      const where = ['--data', place.folderOf(name), '--name', name, '--server', target];
      const chat = startEntry('chat', [...where, '--no-discovery', '--wait', '20']);
      chat.write(lines.map((line) => `${line}\n`).join(''));
      chat.endInput();
      return chat.exited;
    },
  };
}

it('a pipe ends badly where the server refused what it asked, and says why and nothing of an end', async () => {
  const { pipe } = await setupPipes();
  expect(await pipe('Mara', ['/create ops', 'hello'])).toMatchObject({ code: 0, stderr: '' });
  for (const [line, reason] of [
    ['/create GENERAL', 'There is a room "GENERAL" already.'],
    ['/name OLE', 'Too close to "'],
    ['/report Mara', 'This is you'],
    ['/dm Nobody', 'There is no "Nobody" here.'],
  ] as const) {
    if (line === '/name OLE') await pipe('Ole', ['hello']);
    const { code, stdout, stderr } = await pipe('Mara', [line]);
    expect({ line, code, stderr }).toEqual({ line, code: 1, stderr: '' });
    expect(stdout.replaceAll('\n', ' ')).toContain(reason);
    expect(stdout).not.toContain('has stopped');
  }
});

it('a pipe that has been here before waits for the server before it asks anything', async () => {
  const { pipe } = await setupPipes();
  await pipe('Mara', ['/create ops', 'hello']);
  await pipe('Ole', ['hello']);
  const asked = await pipe('Ole', ['/devices', '/join ops', 'from ops']);
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  expect(asked.stdout).toContain('this one');
  expect(asked.stdout).not.toContain("can't be reached");
  expect((await pipe('Mara', ['/join ops'])).stdout).toContain('Ole: from ops');
});

it('[T6] an invite leads in without a word of a door, and one that is used up says what is lost', async () => {
  const { server, pipe } = await setupPipes('--door', 'invite');
  const link = present(server.claimLink, 'nobody owns it yet');
  const mara = await pipe('Mara', ['hello'], link);
  expect(mara).toMatchObject({ code: 0, stderr: '' });
  expect(mara.stdout).toContain('Connected to Nordlicht as Mara.');
  expect(mara.stdout).not.toContain('lets in only who');
  const late = await pipe('Late', ['hello', '/devices'], link);
  expect(late.code).toBe(1);
  const said = late.stdout.replaceAll('\n', ' ');
  expect(said).toContain('This invite has been used or has run out.');
  expect(said).toContain('Not sent: hello');
  expect(said).toContain('Nordlicht has not let you in yet. It is asked again next time.');
  expect(said).toContain('1 line was not sent and is not kept.');
  expect(said).not.toMatch(/can't be reached|What waits is kept|lets in only who/u);
});

it('[P18] a link for one more device brings the name along, and none has to be given', async () => {
  const place = openOffice();
  office = place;
  const link = `hallway://link?s=${'n'.repeat(51)}a&h=127.0.0.1:1&t=${'A'.repeat(21)}A&x=1800000000&n=Mara`;
  const chat = startEntry('chat', [
    '--data',
    place.folderOf('Mara'),
    '--server',
    link,
    '--no-discovery',
    '--wait',
    '1',
  ]);
  chat.endInput();
  expect(await chat.exited).toMatchObject({ code: 0, stderr: '' });
});

it('a pipe says nothing to general that was meant for a room which the server refused', async () => {
  const { server, pipe } = await setupPipes();
  await pipe('Ole', ['hello']);
  const chat = startEntry('chat', [
    '--data',
    present(office, 'it is open').folderOf('Mara'),
    '--name',
    'Mara',
    '--server',
    server.joinLine,
    '--no-discovery',
    '--wait',
    '20',
  ]);
  chat.write('/create general\n');
  await new Promise<void>((resolve) => {
    chat.onLine((line) => {
      if (line.includes('Not done: /create')) resolve();
    });
  });
  chat.write('secret\n');
  chat.endInput();
  const { code, stdout } = await chat.exited;
  expect(code).toBe(1);
  expect(stdout).toContain('Not sent: secret');
  expect((await pipe('Ole', ['/history'])).stdout).not.toContain('secret');
});
