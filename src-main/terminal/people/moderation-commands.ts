import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import { resolveName } from '../resolve-name.ts';
import { sayNotResolved, serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem } from './people-session.ts';
import { mayHere } from './rights.ts';
import { tellDone } from './tell-done.ts';

interface PersonHere {
  readonly serverId: ServerId;
  readonly personId: PersonId;
}

/** Somebody else of that name on the server people are at; says so where there is none. */
function otherHere(context: CommandContext, word: string, typed: string): PersonHere | null {
  const serverId = serverHere(context);
  if (serverId === null) return null;
  const { session } = context;
  const name = typed.replaceAll(/["“”]/gu, '').trim();
  if (name === '') {
    refuse(session, `/${word} needs the name of somebody. /people lists everybody.`);
    return null;
  }
  const person = resolveName(name, session.names.people(serverId));
  if (!person.ok) {
    sayNotResolved(context, person.error);
    return null;
  }
  const personId = person.value.id;
  if (session.mirror.person(serverId, personId)?.isMe !== true) return { serverId, personId };
  refuse(session, `This is you: /${word} is about somebody else. /people lists everybody.`);
  return null;
}

function setBlock(word: string, isBlocked: boolean): CommandHandler {
  return async (context, { rest }) => {
    const here = otherHere(context, word, rest);
    if (here === null) return;
    const { session } = context;
    const result = await session.chat.call('person.setBlock', { ...here, isBlocked });
    if (!result.ok) sayProblem(session, result.error);
    else if (isBlocked) say(session, 'Blocked. They are not told; /unblock takes it back.');
    else sayHeard(context, here.personId);
  };
}

/** What stands hidden on the screen says that this shows it. */
function sayHeard({ session, doors }: CommandContext, personId: PersonId): void {
  say(session, 'You hear them again.');
  if (doors.showHidden(personId)) note(session, 'This was hidden here. In other rooms /join shows what they said.');
}

export const blockPerson = setBlock('block', true);
export const unblockPerson = setBlock('unblock', false);

/** The name ends at the first colon. */
export const reportPerson: CommandHandler = async (context, { rest }) => {
  const [name = '', ...words] = rest.split(':');
  const here = otherHere(context, 'report', name);
  if (here === null || !mayHere(context, here.serverId, 'report.person')) return;
  const { session } = context;
  const text = words.join(':').trim();
  const queued = await session.chat.call('report.create', { ...here, reason: 'other', text });
  const sentence = 'Reported to owners and moderators. Whom it is about does not see it.';
  await tellDone(session, { serverId: here.serverId, queued, sentence });
};
