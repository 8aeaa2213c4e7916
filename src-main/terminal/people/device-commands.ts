import { shownKey } from '#shared/domain/shown-key.ts';
import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import type { DeviceView } from '#shared/ipc/device-api.ts';
import { cleanName } from '../text/clean-text.ts';
import { plain } from '../view/line.ts';
import { numberedLines } from '../view/lists.ts';
import { serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem } from './people-session.ts';
import { personCalled } from './person-called.ts';
import { mayActOn, serverWhere } from './rights.ts';
import { tellDone } from './tell-done.ts';

/** The own devices on the server (P18), by number; makes a link for one more, revokes one. An owner does it to those of others. */
export const useDevices: CommandHandler = async (context, { args }) => {
  const { session } = context;
  const typed = parseArgs(args);
  if (typed === null) {
    refuse(session, usage);
    return;
  }
  const whose = typed.of === null ? ownDevices(context) : devicesCalled(context, typed.of);
  if (whose === null) return;
  if (typed.does === 'link') return makeLink(context, whose.serverId);
  const { serverId, personId } = whose;
  const listed = await session.chat.call('device.list', personId === null ? { serverId } : { serverId, personId });
  if (!listed.ok) sayProblem(session, listed.error, { serverId });
  else if (typed.does === 'list') listDevices(context, listed.value);
  else askToRevoke(context, serverId, { devices: listed.value, number: typed.number });
};

interface Typed {
  readonly does: 'list' | 'link' | 'revoke';
  /** Empty where none is wanted. */
  readonly number: string;
  /** Whose they are; null for one's own. */
  readonly of: string | null;
}

function parseArgs(args: readonly string[]): Typed | null {
  const at = args.indexOf('of');
  const of = at === -1 ? null : args.slice(at + 1).join(' ');
  const [word = 'list', number = '', ...more] = at === -1 ? args : args.slice(0, at);
  const isRevoking = word === 'revoke' && number !== '';
  const isOther = (word === 'list' || (word === 'link' && of === null)) && number === '';
  if (more.length > 0 || of === '' || !(isRevoking || isOther)) return null;
  return { does: word, number, of };
}

/** Whose devices are meant; `personId` is null for one's own. */
interface Whose {
  readonly serverId: ServerId;
  readonly personId: PersonId | null;
}

function ownDevices(context: CommandContext): Whose | null {
  const serverId = serverHere(context);
  return serverId === null ? null : { serverId, personId: null };
}

function devicesCalled(context: CommandContext, name: string): Whose | null {
  const action = 'device.revoke';
  const serverId = serverWhere(context, action);
  const person = serverId === null ? null : personCalled(context, serverId, name);
  if (serverId === null || person === null || !(person.isMe || mayActOn(context, action, person))) return null;
  return { serverId, personId: person.isMe ? null : person.personId };
}

const usage =
  '/devices lists your devices on this server, /devices link makes a link for one more, /devices revoke N takes one out for good. Owners list those of somebody by /devices of NAME, and take one out by /devices revoke N of NAME.';

function listDevices(context: CommandContext, devices: readonly DeviceView[]): void {
  const { session } = context;
  const { screen, time, clock } = session;
  context.devices.renumber(devices.map(({ device }) => device));
  const rows = devices.map((each) => ({
    number: context.devices.numberOf(each.device),
    name: nameOf(each),
    remark: [
      each.isThis ? 'this one' : each.isHere ? 'here now' : '',
      each.isHere || each.lastSeenAt === null ? '' : `last here ${time.moment(each.lastSeenAt, clock.now())}`,
      `key ${shownKey(each.device).slice(0, 9)}`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
  }));
  screen.print(numberedLines(rows, screen.width()));
  note(session, usage);
}

async function makeLink({ session }: CommandContext, serverId: ServerId): Promise<void> {
  const offered = await session.chat.call('device.offer', { serverId });
  if (!offered.ok) {
    sayProblem(session, offered.error, { serverId });
    return;
  }
  const { time, clock, screen } = session;
  const until = time.moment(clock.now() + offered.value.forMs, clock.now());
  say(session, `Open this link on your other computer until ${until}, and give it to nobody:`);
  // Whole, so that it can be copied.
  screen.print([[plain(offered.value.link)]]);
  note(session, 'That computer waits then, and /claims shows the digits to compare with its screen.');
}

function askToRevoke(
  context: CommandContext,
  serverId: ServerId,
  { devices, number }: { readonly devices: readonly DeviceView[]; readonly number: string },
): void {
  const { session } = context;
  const found = devices.find(({ device }) => device === context.devices.idOf(number));
  if (found === undefined) {
    refuse(session, 'There is no device of that number. /devices lists them.');
    return;
  }
  if (found.isThis) {
    refuse(session, 'This is the computer that you are at. Revoke it from another of your devices.');
    return;
  }
  const name = nameOf(found);
  say(
    session,
    `Revoke ${name}? It is cut off at once, and its key is never let in again; what it has read it keeps. /yes does it.`,
  );
  context.question.ask(async () => {
    const queued = await session.chat.call('device.revoke', { serverId, device: found.device });
    await tellDone(session, { serverId, queued, sentence: `${name} is revoked.` });
  });
}

function nameOf({ name }: DeviceView): string {
  return name === '' ? 'A device without a name' : cleanName(name);
}
