import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import { resolveName } from '../resolve-name.ts';
import { sayNotResolved, serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { say, sayProblem } from './people-session.ts';

interface PersonHere {
  readonly serverId: ServerId;
  readonly personId: PersonId;
}

/** The person of that name on the server people are at; says so where there is none. */
function personHere(context: CommandContext, typed: string): PersonHere | null {
  const serverId = serverHere(context);
  if (serverId === null) return null;
  const person = resolveName(typed.replaceAll(/["“”]/gu, '').trim(), context.session.names.people(serverId));
  if (person.ok) return { serverId, personId: person.value.id };
  sayNotResolved(context, person.error);
  return null;
}

async function setBlock(context: CommandContext, typed: string, isBlocked: boolean): Promise<void> {
  const here = personHere(context, typed);
  if (here === null) return;
  const { session } = context;
  const result = await session.chat.call('person.setBlock', { ...here, isBlocked });
  if (!result.ok) sayProblem(session, result.error);
  else say(session, isBlocked ? 'Blocked. They are not told; /unblock takes it back.' : 'You hear them again.');
}

export const blockPerson: CommandHandler = (context, { rest }) => setBlock(context, rest, true);
export const unblockPerson: CommandHandler = (context, { rest }) => setBlock(context, rest, false);

/** The name ends at the first colon. */
export const reportPerson: CommandHandler = async (context, { rest }) => {
  const [name = '', ...words] = rest.split(':');
  const here = personHere(context, name);
  if (here === null) return;
  const { session } = context;
  const text = words.join(':').trim();
  const result = await session.chat.call('report.create', { ...here, reason: 'other', text });
  if (!result.ok) sayProblem(session, result.error);
  else say(session, 'Reported to owners and moderators. Whom it is about does not see it.');
};
