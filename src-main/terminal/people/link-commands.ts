import { formatAddress } from '#shared/discovery/address.ts';
import { parseJoinLine, type Invite, type JoinLine } from '#shared/discovery/join-line.ts';
import type { Name } from '#shared/domain/name.ts';
import { shownKey } from '#shared/domain/shown-key.ts';
import { cleanName } from '../text/clean-text.ts';
import { serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';

/** A link that was pasted, alone in its line: anybody may have written it, and it waits for a yes (T6). */
export function askAboutLink(context: CommandContext, line: string): void {
  const { session, question } = context;
  const link = parseJoinLine(line);
  if (!link.ok) {
    sayProblem(session, { type: 'target_invalid' });
    return;
  }
  const { linksTo, serverId } = link.value;
  const isNew = session.mirror.server(serverId) === undefined;
  for (const sentence of linksTo === null
    ? [linkSentence(session, link.value), anybodySentence]
    : [deviceSentence(session, link.value, linksTo), ownSentence(linksTo)])
    say(session, sentence);
  question.ask(() => {
    // Whoever follows it has seen the key of a server that is new, and says that it is the one that is meant (T3).
    if (isNew) session.compared.add(serverId);
    context.enterServer(line.trim());
  }, 'server');
}

const anybodySentence =
  'Anybody can write a link: see that you know whom you have it from. /yes joins; any other line leaves it.';

function ownSentence(linksTo: Name): string {
  return `Only ${cleanName(linksTo)} has a reason to do this, with a link made on a device of their own. /yes asks for it; any other line leaves it.`;
}

function linkSentence(session: PeopleSession, link: JoinLine): string {
  const { mirror, displayName } = session;
  const { invite, serverId } = link;
  const name = cleanName(mirror.server(serverId)?.displayName ?? displayName);
  const invited = invite === null ? 'It holds no invite' : `It holds an invite until ${endOf(session, invite)}`;
  return `This link leads to ${whereTo(session, link)}, where you would be ${name}. ${invited}.`;
}

/** One that adds this computer to somebody's devices (P18). */
function deviceSentence(session: PeopleSession, link: JoinLine, linksTo: Name): string {
  const { invite } = link;
  const until = invite === null ? '' : ` It holds until ${endOf(session, invite)}.`;
  return `This link makes this computer one more device of ${cleanName(linksTo)} at ${whereTo(session, link)}, once the digits on both screens are the same: what you read and write there is on their other devices too.${until}`;
}

function whereTo({ mirror }: PeopleSession, { serverId, addresses }: JoinLine): string {
  const known = mirror.server(serverId);
  const which = known === undefined ? `a server with the key ${shownKey(serverId)}` : cleanName(known.name);
  const [first] = addresses;
  return first === undefined ? which : `${which} at ${formatAddress(first)}`;
}

function endOf({ time, clock }: PeopleSession, { expiresAtSeconds }: Invite): string {
  return time.moment(expiresAtSeconds * 1000, clock.now());
}

/** Does what was asked about in the line before. */
export const answerYes: CommandHandler = async (context) => {
  const doIt = context.question.take();
  if (doIt === null) refuse(context.session, 'Nothing was asked. //yes says it.');
  else await doIt();
};

const digitsSentence = 'Its digits come up here once somebody there has come to the door.';

/** The digits were the same on both screens: it is the server that was meant (T3). */
export const confirmServer: CommandHandler = async (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const name = cleanName(session.names.server(serverId));
  if (!session.compared.has(serverId)) {
    refuse(session, `Nothing of ${name} was shown yet to compare. ${digitsSentence}`);
    return;
  }
  const confirmed = await session.chat.call('server.confirm', { serverId });
  if (!confirmed.ok) sayProblem(session, confirmed.error, { serverId });
  else note(session, `${name} counts as the server you meant from now on.`);
};

/** Joins the server whose other key was shown, beside the one that is known. */
export const joinSeparate: CommandHandler = async (context) => {
  const { session, otherKeys } = context;
  const other = otherKeys.take();
  if (other === null) {
    refuse(session, 'No server with another key was met. /servers lists those you know.');
    return;
  }
  const { shown, target, known } = other;
  session.compared.add(shown);
  const displayName = (known === null ? undefined : session.mirror.server(known)?.displayName) ?? session.displayName;
  const joined = await session.chat.call('server.join', { target, displayName, asSeparate: shown });
  if (!joined.ok) {
    sayProblem(session, joined.error, { serverId: null });
    return;
  }
  session.course.arrived();
  session.place.goToServer(joined.value.serverId);
};
