import type { CancelTimer } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { comparable } from '../resolve-name.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import type { OtherKeys } from './other-keys.ts';
import { pendingSentence } from './pending-sentence.ts';
import { note, problemSentence, say, type PeopleSession } from './people-session.ts';

/** A connection that is back within this time was never gone, for people. */
const lossDelayMs = 1000;

type Loss = Extract<ConnectionState, { type: 'reconnecting' }>;

/** Says once when a server goes out of reach and once when it is back; every try in between is silent. */
export function tellConnections(session: PeopleSession, otherKeys: OtherKeys): void {
  const told = new Map<ServerId, string>();
  const losses = new Map<ServerId, CancelTimer>();

  const tellLoss = (serverId: ServerId, first: Loss): void => {
    losses.delete(serverId);
    const now = session.mirror.server(serverId)?.connection;
    if (now?.type !== 'reconnecting' && now?.type !== 'connecting') return;
    told.set(serverId, 'reconnecting');
    const loss = now.type === 'reconnecting' ? now : first;
    say(session, lossSentence(session, serverId, loss));
    otherKeys.meet(loss.problem, { serverId, target: serverId });
  };
  const onServer = (server: ServerView): void => {
    const { serverId, connection } = server;
    if (isUnderWay(connection)) return;
    if (connection.type === 'reconnecting') {
      if (told.get(serverId) === 'reconnecting' || losses.has(serverId)) return;
      losses.set(
        serverId,
        session.clock.after(lossDelayMs, () => {
          tellLoss(serverId, connection);
        }),
      );
      return;
    }
    losses.get(serverId)?.();
    losses.delete(serverId);
    const news = newsKey(connection);
    // A server that is new here begins so, for a moment.
    if (told.get(serverId) === news || (news === 'offline' && !told.has(serverId))) return;
    const wasLost = told.get(serverId) === 'reconnecting';
    told.set(serverId, news);
    tellState(session, server, wasLost);
    if (connection.type === 'refused') otherKeys.meet(connection.problem, { serverId, target: serverId });
  };

  session.chat.on('server.changed', onServer);
  session.chat.on('server.forgotten', ({ serverId }) => {
    losses.get(serverId)?.();
    losses.delete(serverId);
    told.delete(serverId);
  });
  void session.mirror.ready.then(() => {
    for (const server of session.mirror.servers()) {
      if (told.has(server.serverId)) continue;
      if (server.connection.type === 'offline') tellState(session, server, false);
      onServer(server);
    }
  });
}

/** What comes of it is told when it is there; through an open door everybody goes, but who asks to be somebody who is in (P18). */
function isUnderWay(connection: ConnectionState): boolean {
  if (connection.type === 'pending')
    return connection.door === 'open' && connection.refusal === null && connection.claim === null;
  return connection.type === 'connecting' || connection.type === 'catching_up';
}

/** `Nordlicht can't be reached. What you write goes out by itself. Next try in 4 s.` */
function lossSentence(session: PeopleSession, serverId: ServerId, { problem, nextTryAt }: Loss): string {
  const seconds = Math.ceil((nextTryAt - session.clock.now()) / 1000);
  const next = seconds > 0 ? ` Next try in ${seconds} s.` : '';
  return `${problemSentence(session, problem, { serverId })} What you write goes out by itself.${next}`;
}

function tellState(session: PeopleSession, server: ServerView, wasLost: boolean): void {
  const { connection, serverId } = server;
  const name = cleanName(server.name);
  switch (connection.type) {
    case 'online':
      note(session, wasLost ? `${name} is back.` : connectedSentence(session, server));
      return;
    case 'healing':
      note(session, `${name} lost its latest history and gathers it. What you write goes out when that is done.`);
      return;
    case 'pending':
      say(session, pendingSentence(session, server, connection));
      return;
    case 'refused':
      say(session, problemSentence(session, connection.problem, { serverId }));
      return;
    case 'offline':
      note(session, `Not connected to ${name}. /server joins it again; what you read stays here.`);
      return;
    case 'connecting':
    case 'catching_up':
    case 'reconnecting':
  }
}

/** Servers of one name are told apart by where they are. */
function connectedSentence({ mirror }: PeopleSession, { serverId, name, displayName, addresses }: ServerView): string {
  const others = mirror.servers().filter((other) => other.serverId !== serverId);
  const isAlone = others.every((other) => comparable(other.name) !== comparable(name));
  const [address] = addresses;
  const at = isAlone || address === undefined ? '' : ` at ${cleanLine(address)}`;
  return `Connected to ${cleanName(name)}${at} as ${cleanName(displayName)}.`;
}

function newsKey(connection: ConnectionState): string {
  if (connection.type === 'refused') return `refused ${connection.problem.type}`;
  if (connection.type === 'pending')
    return `pending ${connection.refusal?.type ?? connection.digits ?? connection.claim ?? connection.door}`;
  return connection.type;
}
