import { doorSchema, maxOpenDoorMs, type Door } from '#shared/domain/door.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { DoorView } from '#shared/ipc/door-api.ts';
import { cleanName } from '../text/clean-text.ts';
import type { CommandContext, CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem } from './people-session.ts';
import { serverWhere } from './rights.ts';
import { tellDone } from './tell-done.ts';

const doorWords: Readonly<Record<Door, string>> = {
  open: 'everybody on this network comes in as a member',
  knock: 'whoever comes knocks, and an owner or a moderator lets them in',
  invite: 'only who has an invite comes in',
};

/** Shows the door, or sets it, for good or for a while. */
export const useDoor: CommandHandler = async (context, { args }) => {
  const [word = '', span, ...more] = args;
  if (word === '') return showDoor(context);
  if (word === 'unban' && more.length === 0) return letKnockAgain(context, span ?? '');
  const door = doorSchema.options.find((each) => each === word.toLowerCase());
  const openForMs = span === undefined ? 0 : spanMs(span);
  if (door === undefined || openForMs === null || more.length > 0 || (span !== undefined && door !== 'open')) {
    refuse(
      context.session,
      '/door takes open, knock or invite; /door open 15m opens it for a while, a day (24h) at most.',
    );
    return;
  }
  if (openForMs === 0) await setDoor(context, door);
  else await openFor(context, openForMs);
};

async function showDoor(context: CommandContext): Promise<void> {
  const { session } = context;
  const read = await readDoor(context);
  if (read === null) return;
  const { serverId, view } = read;
  const { clock, time } = session;
  say(
    session,
    `The door of ${cleanName(session.names.server(serverId))} is set to ${view.door}: ${doorWords[view.door]}.`,
  );
  if (view.door !== 'open' && view.openUntil > clock.now())
    say(
      session,
      `Until ${time.moment(view.openUntil, clock.now())} everybody comes in. /door ${view.door} closes it now.`,
    );
  for (const { device, bannedAt } of view.banned)
    note(
      session,
      `Kept out since ${time.moment(bannedAt, clock.now())}: the key ${beginning(device)}…. /door unban ${beginning(device)} lets it knock.`,
    );
}

/** Moderators may end a while in which everybody comes in; which door it is, is for owners. */
async function setDoor(context: CommandContext, door: Door): Promise<void> {
  const read = await readDoor(context);
  if (read === null) return;
  const { serverId, view } = read;
  if (view.door !== door && serverWhere(context, 'server.setDoor') === null) return;
  const { session } = context;
  const queued = await session.chat.call('door.set', { serverId, door, openForMs: 0 });
  await tellDone(session, { serverId, queued, sentence: `Door: ${door}; ${doorWords[door]}.` });
}

async function openFor(context: CommandContext, openForMs: number): Promise<void> {
  const read = await readDoor(context);
  if (read === null) return;
  const { session } = context;
  const { serverId, view } = read;
  const queued = await session.chat.call('door.set', { serverId, door: view.door, openForMs });
  const { clock, time } = session;
  const until = time.moment(clock.now() + openForMs, clock.now());
  const sentence = `Until ${until} everybody comes in. Then the door is ${view.door} again; /door ${view.door} closes it now.`;
  await tellDone(session, { serverId, queued, sentence });
}

/** A key that was kept out, by how it begins. */
async function letKnockAgain(context: CommandContext, typed: string): Promise<void> {
  const read = await readDoor(context);
  if (read === null) return;
  const { session } = context;
  const { serverId, view } = read;
  const found = view.banned.filter(({ device }) => typed !== '' && device.startsWith(typed));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    refuse(session, '/door unban needs the beginning of one key that is kept out. /door lists them.');
    return;
  }
  const queued = await session.chat.call('device.setBan', { serverId, device: only.device, isBanned: false });
  await tellDone(session, { serverId, queued, sentence: `The key ${beginning(only.device)}… may knock again.` });
}

async function readDoor(context: CommandContext): Promise<{ serverId: ServerId; view: DoorView } | null> {
  const serverId = serverWhere(context, 'server.openDoor');
  if (serverId === null) return null;
  const read = await context.session.chat.call('door.read', { serverId });
  if (read.ok) return { serverId, view: read.value };
  sayProblem(context.session, read.error, { serverId });
  return null;
}

/** The first characters, by which `/door unban` knows it. */
function beginning(device: string): string {
  return device.slice(0, 8);
}

/** `15m` or `2h` in milliseconds; null where it is neither, or longer than a door may be open. */
function spanMs(typed: string): number | null {
  const [, digits = '', unit = ''] = /^(\d{1,4})(m|h)$/iu.exec(typed) ?? [];
  const ms = Number(digits) * (unit.toLowerCase() === 'h' ? 3_600_000 : 60_000);
  return digits !== '' && ms > 0 && ms <= maxOpenDoorMs ? ms : null;
}
