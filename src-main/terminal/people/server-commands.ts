import { isPresent } from '#shared/domain/person.ts';
import { discoverySentences } from '../english.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { nearbyLines, personLines, serverLines } from '../view/lists.ts';
import { serverHere, type CommandHandler } from './command-context.ts';
import { awaitedWords } from './joins.ts';
import { note, refuse, say, sayProblem } from './people-session.ts';
import { tellDone } from './tell-done.ts';

export const listServers: CommandHandler = ({ session, arrivals }) => {
  const { mirror, screen, place, servers } = session;
  const known = mirror.servers();
  if (known.length === 0) say(session, 'You know no server yet. /nearby lists those on this network.');
  screen.print(serverLines(known, { current: place.serverId, width: screen.width(), numberOf: servers.numberOf }));
  const awaited = arrivals.awaited();
  if (awaited !== null) note(session, `${awaited} ${awaitedWords}`);
};

export const listNearby: CommandHandler = ({ session }) => {
  const { mirror, screen, servers } = session;
  const nearby = mirror.nearby();
  screen.print(nearbyLines(nearby.servers, { width: screen.width(), numberOf: servers.numberOf }));
  const sentence = discoverySentences[nearby.status.type];
  if (sentence !== null) note(session, sentence);
  else if (nearby.servers.length === 0) note(session, 'No server has been seen on this network yet. Looking goes on.');
};

/** Without a name, the one that people are at, or were, or asked for in vain. */
export const enterServer: CommandHandler = ({ session, arrivals, enterServer: enter }, { rest: typed }) => {
  const rest = typed === '' ? (arrivals.again() ?? '') : typed;
  if (rest === '') {
    refuse(session, '/server needs a number of /nearby or /servers, a server id, an address or a join line.');
    return;
  }
  const byName = session.mirror.servers().find(({ name }) => name.toLowerCase() === rest.toLowerCase());
  const serverId = session.servers.idOf(rest) ?? byName?.serverId;
  if (serverId === undefined && /^\d+$/u.test(rest)) {
    refuse(session, `There is no server ${rest.slice(0, 8)} here yet. /nearby lists those that were seen.`);
    return;
  }
  enter(serverId ?? rest);
};

export const leaveServer: CommandHandler = async (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const result = await context.session.chat.call('server.leave', { serverId });
  if (!result.ok) sayProblem(context.session, result.error);
};

export const renewServer: CommandHandler = async (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const result = await session.chat.call('server.renew', { serverId });
  if (!result.ok) {
    sayProblem(session, result.error);
    return;
  }
  const name = cleanName(session.names.server(serverId));
  note(session, `The damaged database is now ${cleanLine(result.value.file)}, with what still waited in it.`);
  note(session, `Everything else comes from ${name} again.`);
};

export const forgetServer: CommandHandler = async (context, { rest }) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const name = cleanName(session.names.server(serverId));
  const forget = async (): Promise<void> => {
    const result = await session.chat.call('server.forget', { serverId });
    if (!result.ok) {
      sayProblem(session, result.error);
      return;
    }
    if (session.place.serverId === serverId) session.place.leaveServer();
    note(session, `${name} is forgotten.`);
  };
  // As it was said before /yes did it; scripts say it so.
  if (rest.toLowerCase() === 'yes') {
    await forget();
    return;
  }
  if (rest !== '') {
    refuse(session, '/forget-server takes nothing: it asks first.');
    return;
  }
  say(
    session,
    `This deletes everything of ${name} from this computer, your key with it: there you would be somebody new. /yes does it.`,
  );
  context.question.ask(forget);
};

export const listPeople: CommandHandler = (context) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { mirror, screen } = context.session;
  const people = mirror.people(serverId).filter(isPresent);
  screen.print(personLines(people, screen.width()));
};

export const changeName: CommandHandler = async (context, { rest }) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const displayName = rest.replaceAll(/^["“]|["”]$/gu, '');
  const queued = await session.chat.call('person.rename', { serverId, displayName });
  // At a door it is another request to be let in, and what comes of it is told with the connection.
  if (queued.ok && session.mirror.server(serverId)?.connection.type === 'pending') return;
  const sentence = `You are ${cleanName(displayName)} at ${cleanName(session.names.server(serverId))} now.`;
  await tellDone(session, { serverId, queued, sentence });
};
