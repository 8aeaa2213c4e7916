import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#shared/random.ts';
import { isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { readRows } from '#test/support/read-rows.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { memoryFolder } from '../memory-folder.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { createRogueMember, type RogueMember } from './rogue-member.ts';
import { rollBack } from './roll-back.ts';

const patienceMs = 60_000;
const lookMs = 500;
/** Longer than a gate waits for whoever has seen more, where nothing is known to be lost. */
const aloneMs = 25_000;
/** Whoever is out is told so at once. */
const refusedMs = 3_000;

/**
 * Somebody is removed, and an owner is one no more, and the server goes back to before that, with nothing that says how far it was.
 * Who was removed comes first: no gate opens for them. After an owner has healed they cannot come in, and who was an owner can do
 * no owner's act (H3). Then the one who was removed is let in again, that is lost, and another owner bans them before anybody
 * notices: what comes back does not let them in (H5).
 */
export async function meetLostPowers(random: Random): Promise<string[]> {
  const office = openOffice({ parent: memoryFolder });
  try {
    const people = await openOwned(office, random);
    return [...(await loseBoth(people)), ...(await loseReturn(people))];
  } finally {
    await office.close();
  }
}

interface Owned {
  readonly office: Office;
  readonly finn: RogueMember;
  readonly owen: RogueMember;
  server: OpenServer;
}

/** Mara, Ida and Owen are owners of it, and Finn is a member; nobody is there. */
async function openOwned(office: Office, random: Random): Promise<Owned> {
  const server = await office.openServer();
  const [finn, owen] = [createRogueMember('Finn', random), createRogueMember('Owen', random)];
  for (const rogue of [finn, owen]) await rogue.connect({ host: '127.0.0.1', port: server.port });
  const people = { office, finn, owen, server };
  const mara = await come(office.openChat('Mara', '--wait', '60', '--server', String(server.claimLink)));
  await untilSo(people, 'Mara', { role: 'owner' });
  const ida = await come(office.openChat('Ida', '--wait', '60'));
  for (const name of ['Owen', 'Ida']) await change(people, mara, { name, role: 'owner' });
  for (const rogue of [finn, owen]) rogue.disconnect();
  for (const chat of [ida, mara]) await chat.finish();
  return people;
}

async function loseBoth(people: Owned): Promise<string[]> {
  const { office, finn, owen } = people;
  await loseWhatMaraDoes(people, 'told', [
    { name: 'Finn', standing: 'removed' },
    { name: 'Owen', role: 'member' },
  ]);
  const found: string[] = [];
  await finn.connect(where(people));
  await finn.finishHealing();
  if (await comesIn(people, finn, aloneMs))
    found.push('the gate opened for somebody who was removed, and for no owner');
  const mara = await come(office.openChat('Mara', '--wait', '60'));
  if (await comesIn(people, finn, refusedMs)) found.push('somebody who was removed is in again');
  await owen.connect(where(people));
  const answer = await within(patienceMs, owen.order('server.setDoor', { door: 'invite', openUntil: 0 }));
  if (answer.type !== 'refused') found.push(`who is no owner any more was answered ${JSON.stringify(answer)}`);
  owen.disconnect();
  await mara.finish();
  return found;
}

async function loseReturn(people: Owned): Promise<string[]> {
  const { office, finn } = people;
  // She has what came back, and nothing of what is lost now.
  await (await come(office.openChat('Ida', '--wait', '60'))).finish();
  await loseWhatMaraDoes(people, 'silent', [{ name: 'Finn', standing: 'active' }]);
  const ida = await come(office.openChat('Ida', '--wait', '60'));
  await change(people, ida, { name: 'Finn', standing: 'banned' });
  const mara = office.openChat('Mara', '--wait', '60');
  const returned = 'SELECT 1 FROM events WHERE originSeq IS NOT NULL AND kind = ? AND command ->> ? = ?';
  const file = join(office.serverFolder, 'server.db');
  await until(
    'what was lost to come back',
    () => readRows(file, returned, 'person.standingSet', '$.body.standing', 'active').length > 0,
  );
  await come(mara);
  const isIn = await comesIn(people, finn, refusedMs);
  for (const chat of [ida, mara]) await chat.finish();
  return isIn ? ['what was lost let somebody in who was banned since'] : [];
}

interface Change {
  readonly name: string;
  readonly role?: string;
  readonly standing?: string;
}

/** Mara does it, and the server goes back to before that; nobody is there, and no mark says how far it was. */
async function loseWhatMaraDoes(people: Owned, way: 'told' | 'silent', changes: readonly Change[]): Promise<void> {
  const { office } = people;
  const backup = join(office.folder, `before-${way}.db`);
  await runServeTask('backup', office.serverFolder, backup);
  const mara = await come(office.openChat('Mara', '--wait', '60'));
  for (const each of changes) await change(people, mara, each);
  // Not before she has seen what she did.
  await mara.ask('message.send', { room: 'general', text: `done with ${way}` });
  await mara.ask('wait', { for: 'sent' });
  await mara.finish();
  await people.server.stop('SIGTERM');
  // Whoever restores would take note of it.
  rmSync(join(office.serverFolder, 'server.high-water'), { force: true });
  await rollBack(office.serverFolder, backup, way);
  people.server = await office.openServer();
}

/** An owner's act; settles when the log has it. */
async function change(people: Owned, chat: ChatScript, { name, ...to }: Change): Promise<void> {
  const [row] = peopleRows(people, name);
  const call = to.role === undefined ? 'person.setStanding' : 'person.setRole';
  chat.say({ call, params: { serverId: people.server.serverId, personId: row?.['personId'], ...to } });
  await untilSo(people, name, to);
}

const peopleRows = ({ office }: Owned, name: string) =>
  readRows(join(office.serverFolder, 'server.db'), 'SELECT * FROM people WHERE displayName = ?', name);

async function untilSo(people: Owned, name: string, so: object): Promise<void> {
  const isSo = (row: object) => Object.entries(so).every(([key, value]) => Reflect.get(row, key) === value);
  await until(`${name} to be ${JSON.stringify(so)}`, () => peopleRows(people, name).some(isSo));
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const endAt = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > endAt) throw new Error(`Waited in vain for ${what}.`);
    await pause(lookMs);
  }
}

const where = ({ server }: Owned) => ({ host: '127.0.0.1', port: server.port });

/** Whether they come in within so long, trying again and again, and giving back nothing. */
async function comesIn(people: Owned, rogue: RogueMember, forMs: number): Promise<boolean> {
  const endAt = performance.now() + forMs;
  while (performance.now() < endAt) {
    const isConnected = await rogue.connect(where(people)).then(
      () => true,
      () => false,
    );
    const isIn = isConnected && rogue.state === 'active';
    if (isConnected && rogue.state === 'healing') await rogue.finishHealing();
    rogue.disconnect();
    if (isIn) return true;
    await pause(lookMs);
  }
  return false;
}

/** Online, which nobody is while the gate is closed. */
async function come(chat: ChatScript): Promise<ChatScript> {
  await chat.until(isServer('online'), patienceMs);
  await chat.ask('wait', { for: 'room', room: 'general' });
  return chat;
}
