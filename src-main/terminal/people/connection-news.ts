import type { CancelTimer } from '#shared/clock.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { comparable } from '../resolve-name.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import type { OtherKeys } from './other-keys.ts';
import { pendingSentence } from './pending-sentence.ts';
import { enterWords, note, problemSentence, say, type PeopleSession } from './people-session.ts';

/** Where each connection stands, said once; again only when somebody asks. */
export interface ConnectionNews {
  /** Says where the server stands where that is not plain, though it was said before, and tries it at once. */
  sayAgain(serverId: ServerId): void;
  /** Somebody has asked to come to this server: what comes of it is said, be it the same as before. */
  expect(serverId: ServerId): void;
}

/**
 * A connection that is back within this time was never gone, for people, and whom an invite has let in by then never stood at
 * the door.
 */
const holdMs = 1000;

type Loss = Extract<ConnectionState, { type: 'reconnecting' }>;

interface Held {
  readonly news: string;
  readonly cancel: CancelTimer;
}

/** Says once when a server goes out of reach and once when it is back; every try in between is silent. */
export function tellConnections(session: PeopleSession, otherKeys: OtherKeys): ConnectionNews {
  const told = new Map<ServerId, string>();
  const held = new Map<ServerId, Held>();
  const expected = new Set<ServerId>();

  const release = (serverId: ServerId): void => {
    held.get(serverId)?.cancel();
    held.delete(serverId);
  };
  const hold = (serverId: ServerId, news: string, tell: () => void): void => {
    if (held.get(serverId)?.news === news) return;
    release(serverId);
    const cancel = session.clock.after(holdMs, () => {
      held.delete(serverId);
      tell();
    });
    held.set(serverId, { news, cancel });
  };
  const tellLoss = (serverId: ServerId, first: Loss): void => {
    const now = session.mirror.server(serverId)?.connection;
    if (now?.type !== 'reconnecting' && now?.type !== 'connecting') return;
    told.set(serverId, 'reconnecting');
    const loss = now.type === 'reconnecting' ? now : first;
    say(session, lossSentence(session, serverId, loss));
    otherKeys.meet(loss.problem, { serverId, target: serverId });
  };
  const tell = (server: ServerView): void => {
    const { serverId, connection } = server;
    const wasLost = told.get(serverId) === 'reconnecting';
    told.set(serverId, newsKey(connection));
    tellState(session, server, wasLost);
    if (connection.type === 'refused') otherKeys.meet(connection.problem, { serverId, target: serverId });
  };
  const onServer = (server: ServerView): void => {
    const { serverId, connection } = server;
    noteCompared(session, server);
    if (connection.type === 'connecting' && expected.delete(serverId)) told.delete(serverId);
    if (isUnderWay(connection)) return;
    const news = newsKey(connection);
    if (connection.type !== 'reconnecting' && !isKnocking(connection)) release(serverId);
    if (told.get(serverId) === news) return;
    if (connection.type === 'reconnecting') {
      hold(serverId, news, () => {
        tellLoss(serverId, connection);
      });
    } else if (isKnocking(connection)) {
      hold(serverId, news, () => {
        const now = session.mirror.server(serverId);
        if (now !== undefined && newsKey(now.connection) === news) tell(now);
      });
      // A server that is new here begins as one that was left, and so does one over which an invite is taken there.
    } else if (news !== 'offline' || (told.has(serverId) && !expected.has(serverId))) tell(server);
  };

  session.chat.on('server.changed', onServer);
  session.chat.on('server.forgotten', ({ serverId }) => {
    release(serverId);
    told.delete(serverId);
  });
  void session.mirror.ready.then(() => {
    for (const server of session.mirror.servers()) {
      if (told.has(server.serverId)) continue;
      if (server.connection.type === 'offline') tellState(session, server, false);
      onServer(server);
    }
  });
  return {
    sayAgain: (serverId) => {
      const server = session.mirror.server(serverId);
      if (server?.connection.type === 'reconnecting') {
        tellLoss(serverId, server.connection);
        void session.chat.call('server.connectNow', { serverId });
      } else if (server?.connection.type === 'pending') tell(server);
    },
    expect: (serverId) => void expected.add(serverId),
  };
}

/** Digits are there to be compared; after a refusal, those that were are worth nothing any more (T7). */
function noteCompared({ compared }: PeopleSession, { serverId, connection }: ServerView): void {
  if (connection.type === 'pending' && connection.digits !== null) compared.add(serverId);
  else if (connection.type === 'refused') compared.delete(serverId);
}

/** What comes of it is told when it is there, but who asks to be somebody who is in waits for others (P18). */
function isUnderWay(connection: ConnectionState): boolean {
  // An open door lets everybody in, and one that wants an invite answers who has none.
  if (connection.type === 'pending') return isUnanswered(connection) && connection.door !== 'knock';
  return connection.type === 'connecting' || connection.type === 'catching_up';
}

/** Whether people have to come to the door, unless an invite is on its way there. */
function isKnocking(connection: ConnectionState): boolean {
  return connection.type === 'pending' && isUnanswered(connection) && connection.door === 'knock';
}

function isUnanswered({ refusal, claim, digits }: Extract<ConnectionState, { type: 'pending' }>): boolean {
  return refusal === null && claim === null && digits === null;
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
      note(
        session,
        `Not connected to ${name}. ${enterWords(session, serverId)} joins it again; what you read stays here.`,
      );
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
