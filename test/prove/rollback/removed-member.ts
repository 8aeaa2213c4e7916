import { join } from 'node:path';
import type { Random } from '#shared/random.ts';
import { isServer, type ChatScript } from '#test/support/chat-script.ts';
import { openOffice } from '#test/support/office.ts';
import { readRows } from '#test/support/read-rows.ts';
import { runServeTask } from '#test/support/serve-task.ts';
import { memoryFolder } from '../memory-folder.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { createRogueMember } from './rogue-member.ts';
import { rollBack } from './roll-back.ts';

const patienceMs = 60_000;
const lookMs = 100;
const secrets = { queued: 'Ole wrote this while away', after: 'Mara says this after the removal' };
const forgeries = { unsigned: 'nobody signed this', madeUp: 'nobody ever said this' };

/**
 * Somebody is put out of a private room, and the server goes back to before that. They come first, with a client that keeps the
 * removal to itself and gives back forgeries; somebody who was away writes into the room; who put them out comes last (H3, H4).
 */
export async function meetRemovedMember(random: Random): Promise<string[]> {
  const office = openOffice({ parent: memoryFolder });
  try {
    let server = await office.openServer();
    const where = () => ({ host: '127.0.0.1', port: server.port });
    const finn = createRogueMember('Finn', random);
    await finn.connect(where());
    await finn.join();
    const ole = await come(office.openChat('Ole', '--wait', '60'));
    const mara = await come(office.openChat('Mara', '--wait', '60'));
    await done(mara, 'room.create', { name: 'secret', topic: '', visibility: 'private', history: 'everything' });
    for (const person of ['Finn', 'Ole']) await done(mara, 'room.invite', { room: 'secret', person });
    await done(mara, 'wait', { for: 'sent' });
    await done(ole, 'wait', { for: 'room', room: 'secret' });
    await ole.finish();
    const backup = join(office.folder, 'before.db');
    await runServeTask('backup', office.serverFolder, backup);
    await finn.sayUnsigned(forgeries.unsigned);
    await done(mara, 'room.removeMember', { room: 'secret', person: 'Finn' });
    await done(mara, 'wait', { for: 'sent' });
    await mara.finish();
    finn.disconnect();
    await server.stop('SIGTERM');

    const away = office.openChat('Ole', '--wait', '60');
    await done(away, 'message.send', { room: 'secret', text: secrets.queued });
    await rollBack(office.serverFolder, backup, 'told');
    server = await office.openServer();
    await finn.connect(where());
    const outcomes = finn.state === 'healing' ? await finn.giveForgeries(forgeries.madeUp) : [];
    await away.until(isServer('online'), patienceMs);
    await within(patienceMs, comeIn(finn, where));
    await away.ask('wait', { for: 'sent', timeoutMs: patienceMs }).catch(() => null);
    await finn.readAll();

    const back = await come(office.openChat('Mara', '--wait', '60'));
    await done(back, 'message.send', { room: 'secret', text: secrets.after });
    await done(back, 'wait', { for: 'sent', timeoutMs: patienceMs });
    await within(patienceMs, comeIn(finn, where));
    await finn.readAll();
    finn.disconnect();
    await Promise.all([away.kill(), back.finish()]);
    await server.stop('SIGTERM');
    return judge({ heard: finn.heard(), outcomes, folder: office.serverFolder });
  } finally {
    await office.close();
  }
}

/** A step that comes to nothing would leave the proof without what it is about. */
async function done(chat: ChatScript, what: string, fields: object): Promise<void> {
  const answer = await chat.ask(what, fields);
  if (answer.event !== 'result') throw new Error(`${chat.name} could not ${what}: ${JSON.stringify(answer)}`);
}

async function come(chat: ChatScript): Promise<ChatScript> {
  await chat.until(isServer('online'), patienceMs);
  await chat.ask('wait', { for: 'room', room: 'general' });
  return chat;
}

/** Tries until the server lets everybody in. */
async function comeIn(
  finn: ReturnType<typeof createRogueMember>,
  where: () => { readonly host: string; readonly port: number },
): Promise<void> {
  for (;;) {
    await finn.connect(where()).catch(() => null);
    if (finn.state === 'active') return;
    await pause(lookMs);
  }
}

interface Judged {
  readonly heard: string;
  readonly outcomes: readonly string[];
  readonly folder: string;
}

function judge({ heard, outcomes, folder }: Judged): string[] {
  const rows = readRows(join(folder, 'server.db'), "SELECT command FROM events WHERE kind = 'message.posted'");
  const log = rows.map(({ command }) => String(command)).join('\n');
  const found: string[] = [];
  for (const secret of Object.values(secrets))
    if (heard.includes(secret)) found.push(`somebody who was removed heard "${secret}"`);
  if (!log.includes(secrets.after)) found.push('what was said after the removal is not in the log');
  for (const forgery of Object.values(forgeries))
    if (log.includes(forgery)) found.push(`the log took back "${forgery}"`);
  if (JSON.stringify(outcomes) !== JSON.stringify(['refused', 'refused']))
    found.push(`forgeries were answered ${JSON.stringify(outcomes)}`);
  return found;
}
