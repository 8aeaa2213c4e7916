import { formatAddress } from '#shared/discovery/address.ts';
import { parseJoinLine, type JoinLine } from '#shared/discovery/join-line.ts';
import { shownKey } from '#shared/domain/shown-key.ts';
import { cleanName } from '../text/clean-text.ts';
import { serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, say, sayProblem, type PeopleSession } from './people-session.ts';

/** A link that was pasted, alone in its line: anybody may have written it, and it waits for a yes (T6). */
export function askAboutLink(context: CommandContext, line: string): void {
  const { session, question } = context;
  const link = parseJoinLine(line);
  if (!link.ok) {
    sayProblem(session, { type: 'target_invalid' });
    return;
  }
  say(session, linkSentence(session, link.value));
  say(
    session,
    'Anybody can write a link: see that you know whom you have it from. /yes joins; any other line leaves it.',
  );
  question.ask(() => {
    context.enterServer(line.trim());
  });
}

function linkSentence({ mirror, displayName, time, clock }: PeopleSession, link: JoinLine): string {
  const { serverId, addresses, invite } = link;
  const known = mirror.server(serverId);
  const which = known === undefined ? `a server with the key ${shownKey(serverId)}` : cleanName(known.name);
  const [first] = addresses;
  const at = first === undefined ? '' : ` at ${formatAddress(first)}`;
  const name = cleanName(known?.displayName ?? displayName);
  const until = invite === null ? null : time.moment(invite.expiresAtSeconds * 1000, clock.now());
  const invited = until === null ? 'It holds no invite' : `It holds an invite until ${until}`;
  return `This link leads to ${which}${at}, where you would be ${name}. ${invited}.`;
}

/** Does what was asked about in the line before. */
export const answerYes: CommandHandler = async (context) => {
  const doIt = context.question.take();
  if (doIt === null) say(context.session, 'Nothing was asked. //yes says it.');
  else await doIt();
};

/** The digits were the same on both screens: it is the server that was meant (T3). */
export const confirmServer: CommandHandler = async (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const confirmed = await session.chat.call('server.confirm', { serverId });
  if (!confirmed.ok) sayProblem(session, confirmed.error, { serverId });
  else note(session, `${cleanName(session.names.server(serverId))} counts as the server you meant from now on.`);
};

/** Joins the server whose other key was shown, beside the one that is known. */
export const joinSeparate: CommandHandler = async (context) => {
  const { session, otherKeys } = context;
  const other = otherKeys.take();
  if (other === null) {
    say(session, 'No server with another key was met. /servers lists those you know.');
    return;
  }
  const { shown, target, known } = other;
  const displayName = (known === null ? undefined : session.mirror.server(known)?.displayName) ?? session.displayName;
  const joined = await session.chat.call('server.join', { target, displayName, asSeparate: shown });
  if (joined.ok) session.place.goToServer(joined.value.serverId);
  else sayProblem(session, joined.error, { serverId: null });
};
