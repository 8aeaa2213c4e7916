import { canGive, type Action } from '#shared/domain/permission.ts';
import { personRoleSchema, type PersonRole } from '#shared/domain/role.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { isOut, type Standing } from '#shared/domain/standing.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import { cleanName } from '../text/clean-text.ts';
import { numberedLines } from '../view/lists.ts';
import { serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { personCalled } from './person-called.ts';
import { refuse, say } from './people-session.ts';
import { mayActOn, roleHere, roleWords, serverWhere } from './rights.ts';
import { tellDone } from './tell-done.ts';

/** Everybody who is or was on the server, with what they are there. */
export const listStandings: CommandHandler = (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { mirror, screen, time, clock } = context.session;
  const people = mirror.people(serverId).filter(({ role }) => role !== 'server');
  const sorted = people.toSorted((a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName));
  const rows = sorted.map(({ displayName, role, standing, standingSince, isMe }) => ({
    number: null,
    name: cleanName(displayName),
    remark: [
      isMe ? 'you' : '',
      role,
      standing === 'active' ? '' : `${standing} since ${time.moment(standingSince, clock.now())}`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
  }));
  screen.print(numberedLines(rows, screen.width()));
};

const order: readonly string[] = ['owner', 'moderator', 'member', 'guest'];

/** Who is out comes last. */
function rank({ role, standing }: PersonView): number {
  return order.indexOf(role) + (isOut(standing) ? order.length : 0);
}

export const giveRole: CommandHandler = async (context, { args }) => {
  const { session } = context;
  const role = personRoleSchema.options.find((each) => each === args.at(-1)?.toLowerCase());
  if (role === undefined || args.length < 2) {
    refuse(session, '/role needs a name and what they are to be: owner, moderator, member or guest.');
    return;
  }
  const serverId = serverWhere(context, 'person.setRole');
  const person = serverId === null ? null : personCalled(context, serverId, args.slice(0, -1).join(' '));
  if (serverId === null || person === null || !mayGive(context, serverId, { person, role })) return;
  const name = cleanName(person.displayName);
  const set = async (): Promise<void> => {
    const queued = await session.chat.call('person.setRole', { serverId, personId: person.personId, role });
    await tellDone(session, { serverId, queued, sentence: `${name} is ${roleWords[role]} now.` });
  };
  if (role !== 'owner' && !person.isMe) return set();
  const consequence = person.isMe
    ? `You would be ${roleWords[role]}, and only an owner can change that.`
    : `Owners may do everything, and ${name} could take your own role from you.`;
  say(session, `${consequence} /yes does it.`);
  context.question.ask(set);
};

function mayGive(
  context: CommandContext,
  serverId: ServerId,
  { person, role }: { readonly person: PersonView; readonly role: PersonRole },
): boolean {
  const { session } = context;
  const me = roleHere(session, serverId);
  // Owners step down by themselves; nobody else sets the own role.
  if (!(person.isMe && me === 'owner') && !mayActOn(context, 'person.setRole', person)) return false;
  if (me !== null && canGive(me, role)) return true;
  refuse(session, `You can make nobody ${roleWords[role]}: only what stands below yourself.`);
  return false;
}

interface Change {
  readonly word: string;
  readonly action: Action;
  readonly standing: Standing;
  /** What is asked before it is done; null where it is taken back as easily. */
  readonly question: ((name: string, server: string) => string) | null;
  readonly done: (name: string, server: string) => string;
}

const back = (name: string): string => `/let-back ${name} takes it back.`;
const backInTime = (name: string): string => `/let-back ${name} takes it back within 30 days.`;

export const deactivatePerson = changeStanding({
  word: 'deactivate',
  action: 'person.deactivate',
  standing: 'deactivated',
  question: null,
  done: (name, server) =>
    `${name} may not come into ${server} until /let-back ${name}, nor anybody by the invites they made. They stay in every room.`,
});

export const removePerson = changeStanding({
  word: 'remove',
  action: 'person.remove',
  standing: 'removed',
  question: (name, server) =>
    `Remove ${name} from ${server}? They are cut off at once, none of their devices comes in or knocks, and while they are out the invites they made let nobody in. ${back(name)}`,
  done: (name, server) => `${name} is removed from ${server}. ${back(name)}`,
});

export const banPerson = changeStanding({
  word: 'ban',
  action: 'person.ban',
  standing: 'banned',
  question: (name, server) =>
    `Ban ${name} from ${server} for good? They are cut off at once, none of their devices comes in or knocks, and no invite they made lets anybody in. ${backInTime(name)}`,
  done: (name, server) => `${name} is banned from ${server}. ${backInTime(name)}`,
});

export const letBack = changeStanding({
  word: 'let-back',
  action: 'person.restore',
  standing: 'active',
  question: null,
  done: (name, server) => `${name} may come into ${server} again.`,
});

function changeStanding({ word, action, standing, question, done }: Change): CommandHandler {
  return async (context, { rest }) => {
    const { session } = context;
    if (rest === '') {
      refuse(session, `/${word} needs the name of somebody. /members lists everybody.`);
      return;
    }
    const serverId = serverWhere(context, action);
    const person = serverId === null ? null : personCalled(context, serverId, rest);
    if (serverId === null || person === null) return;
    if (person.isMe) {
      refuse(session, 'Nobody does this to themselves. /leave-server leaves.');
      return;
    }
    if (!mayActOn(context, action, person)) return;
    const [name, server] = [cleanName(person.displayName), cleanName(session.names.server(serverId))];
    if (person.standing === standing) {
      say(session, `${name} is ${standing} already.`);
      return;
    }
    const change = async (): Promise<void> => {
      const queued = await session.chat.call('person.setStanding', { serverId, personId: person.personId, standing });
      await tellDone(session, { serverId, queued, sentence: done(name, server) });
    };
    if (question === null) return change();
    say(session, `${question(name, server)} /yes does it.`);
    context.question.ask(change);
  };
}
