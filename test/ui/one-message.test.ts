import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { readRows } from '#test/support/read-rows.ts';
import { readStoredMessages } from '#test/support/server-database.ts';
import { openUiOffice, type UiOffice } from './office.ts';

const patience = { timeout: 20_000 };
const words = 'the printer works again';

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** The walk that ARCHITECTURE.md opens with, through real windows, stop by stop as far as each can be seen from outside. */
it('[D1, D2, D4, D6, D8] one message goes from a keyboard to a colleague’s screen', async () => {
  const [mara, ole] = [await office.openDesk('Mara'), await office.openDesk('Ole')];
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  await ole.introduce();
  await ole.join(address);
  await mara.timeline.getByText('Ole', { exact: false }).first().waitFor(patience);
  const serverPid = present(mara.shell.childPid('server-process'), 'the server runs');
  const line = (desk: typeof mara) => desk.timeline.getByText(words, { exact: true });
  // A server that stands still shows what comes before it.
  process.kill(serverPid, 'SIGSTOP');
  try {
    // 1. Composer.svelte: a line is typed, and Enter pressed.
    await ole.say(words);
    // 2. outbox: on disk as queued, which is what the window shows.
    await line(ole).waitFor(patience);
    expect(readRows(database('Ole'), 'SELECT kind, failure FROM outbox')).toEqual([
      { kind: 'message.send', failure: null },
    ]);
    await ole.timeline.getByText('Waiting').waitFor(patience);
    expect(readStoredMessages(join(office.folderOf('Mara'), 'server'))).toEqual([]);
    expect(await line(mara).count()).toBe(0);
  } finally {
    process.kill(serverPid, 'SIGCONT');
  }
  // 3. to 6. server: taken, decided, numbered, on disk; then the reply to the author, and the event to everybody.
  await line(mara).waitFor(patience);
  expect(readStoredMessages(join(office.folderOf('Mara'), 'server'))).toHaveLength(1);
  await expect.poll(() => readRows(database('Ole'), 'SELECT kind FROM outbox'), patience).toEqual([]);
  await expect.poll(() => ole.timeline.getByText('Waiting').count(), patience).toBe(0);
  // 7. inbox: on the colleague's disk too. 8. MessageRow.svelte: on both screens, once.
  expect(readRows(database('Mara'), `SELECT COUNT(*) AS count FROM events WHERE frame LIKE '%${words}%'`)).toEqual([
    { count: 1 },
  ]);
  expect([await line(mara).count(), await line(ole).count()]).toEqual([1, 1]);
});

/** The one server's database on a person's disk. */
function database(name: string): string {
  const folder = join(office.folderOf(name), 'client', 'servers');
  return join(
    folder,
    present(
      readdirSync(folder).find((file) => file.endsWith('.db')),
      'a server is known',
    ),
  );
}
