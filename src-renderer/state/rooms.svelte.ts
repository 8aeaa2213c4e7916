import { SvelteMap } from 'svelte/reactivity';
import type { CommandId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import { isSameName, parseName, type Name } from '#shared/domain/name.ts';
import type { Visibility } from '#shared/domain/room.ts';
import { codePoints, maxTopicCodePoints } from '#shared/domain/text.ts';
import type { TopicProblem } from '../i18n/problem.ts';
import type { ChatError, ChatParams } from '#shared/ipc/chat-api.ts';
import type { BrowsedRoom, RoomView } from '#shared/ipc/chat-view.ts';
import type { RpcError } from '#shared/ipc/rpc.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import { Mirror } from './mirror.svelte.ts';
import { createWake } from './wake.ts';

type Answer<Value> = Promise<Result<Value, ChatError | RpcError>>;
type Named<Value> = Promise<Result<Value, { readonly type: string }>>;
interface Queued {
  readonly commandId: CommandId;
}
interface AtRoom {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

interface WantedName {
  readonly serverId: ServerId;
  /** The room that has it already, where it is one that is renamed. */
  readonly roomId?: RoomId;
  readonly name: string;
  readonly visibility: Visibility;
}

/** The rooms and direct chats of every server. */
export class Rooms {
  readonly #chat: ChatCalls;
  readonly #byServer = new SvelteMap<ServerId, Mirror<RoomId, RoomView>>();

  constructor(chat: ChatCalls) {
    this.#chat = chat;
    chat.on('room.changed', ({ serverId, rooms, removed }) => {
      const known = this.#of(serverId);
      known.put(rooms);
      for (const roomId of removed) known.remove(roomId);
    });
    chat.on('server.forgotten', ({ serverId }) => {
      this.#byServer.delete(serverId);
    });
  }

  /** Reads the rooms of a server anew. */
  load(serverId: ServerId): Promise<void> {
    return this.#of(serverId).load(async () => {
      const answer = await this.#chat.call('room.list', { serverId });
      return answer.ok ? answer.value : null;
    });
  }

  of(serverId: ServerId): readonly RoomView[] {
    return this.#byServer.get(serverId)?.values ?? [];
  }

  get(serverId: ServerId, roomId: RoomId): RoomView | undefined {
    return this.#byServer.get(serverId)?.get(roomId);
  }

  /** The channels this person is in, or will be again, by name, without those that somebody who is blocked brought them into. */
  channels(serverId: ServerId): readonly RoomView[] {
    return this.of(serverId)
      .filter(({ kind, isMember, isClosed, isBlocked }) => kind === 'channel' && (isMember || isClosed) && !isBlocked)
      .toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
  }

  /** The direct chats, the newest first, without those in which nobody is to be heard. */
  directs(serverId: ServerId): readonly RoomView[] {
    return this.of(serverId)
      .filter(({ kind, isMember, isClosed, isBlocked }) => kind === 'direct' && (isMember || isClosed) && !isBlocked)
      .toSorted((a, b) => (b.lastAt ?? Infinity) - (a.lastAt ?? Infinity));
  }

  /** Those that somebody who is blocked brought this person into. */
  ofBlocked(serverId: ServerId): readonly RoomView[] {
    return this.of(serverId).filter(({ kind, isMember, isBlocked }) => kind === 'channel' && isMember && isBlocked);
  }

  /** Lists it from now on; what is in it is as unread as before. */
  askFor({ serverId, roomId }: AtRoom): Answer<null> {
    return this.#chat.call('room.markRead', { serverId, roomId, upTo: 0 });
  }

  /** Own messages of this server that are not on it yet. */
  waitingMessages(serverId: ServerId): number {
    return this.of(serverId).reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** A name that a room has which this person is in is refused here already; the server knows the others. */
  async create(params: ChatParams<'room.create'>): Named<{ readonly roomId: RoomId }> {
    const { serverId, name, visibility } = params;
    const short = shortTopic(params.topic);
    if (!short.ok) return short;
    const free = this.#freeName({ serverId, name, visibility });
    return free.ok ? this.#chat.call('room.create', params) : free;
  }

  openDirect(serverId: ServerId, personIds: PersonId[]): Answer<{ readonly roomId: RoomId }> {
    return this.#chat.call('direct.open', { serverId, personIds });
  }

  browse(serverId: ServerId): Answer<readonly BrowsedRoom[]> {
    return this.#chat.call('room.browse', { serverId });
  }

  join(at: AtRoom): Answer<Queued> {
    return this.#chat.call('room.join', at);
  }

  /** Joins, and comes back when the room is there to be shown, or with why it is not. */
  async enter(at: AtRoom): Promise<Result<null, { readonly type: string }>> {
    const refusals = new Map<CommandId, { readonly type: string }>();
    const outcome = createWake();
    const undos = [
      this.#chat.on('room.changed', outcome.call),
      this.#chat.on('command.failed', ({ commandId, reason }) => {
        refusals.set(commandId, reason);
        outcome.call();
      }),
    ];
    const joined = await this.join(at);
    const isSettled = (): boolean =>
      !joined.ok || refusals.has(joined.value.commandId) || this.get(at.serverId, at.roomId)?.isMember === true;
    while (!isSettled()) await outcome.next();
    for (const undo of undos) undo();
    if (!joined.ok) return joined;
    const refusal = refusals.get(joined.value.commandId);
    return refusal === undefined ? ok(null) : err(refusal);
  }

  leave(at: AtRoom): Answer<object> {
    return this.#chat.call('room.leave', at);
  }

  invite(at: AtRoom, personId: PersonId): Answer<object> {
    return this.#chat.call('room.invite', { ...at, personId });
  }

  removeMember(at: AtRoom, personId: PersonId): Answer<object> {
    return this.#chat.call('room.removeMember', { ...at, personId });
  }

  async rename(at: AtRoom, name: string): Named<object> {
    const visibility = this.get(at.serverId, at.roomId)?.visibility ?? 'private';
    const free = this.#freeName({ ...at, name, visibility });
    return free.ok ? this.#chat.call('room.rename', { ...at, name }) : free;
  }

  async setTopic(at: AtRoom, topic: string): Named<object> {
    const short = shortTopic(topic);
    return short.ok ? this.#chat.call('room.setTopic', { ...at, topic }) : short;
  }

  /** Public rooms have different names; a private one may share a name, and one that the server lost has none there. */
  #freeName({ serverId, roomId, name, visibility }: WantedName): Result<null, { readonly type: string }> {
    const wanted = parseName(name);
    if (!wanted.ok) return wanted;
    const isTaken = (room: RoomView): boolean =>
      room.visibility === 'public' && !room.isClosed && room.roomId !== roomId && isNamed(room, wanted.value);
    const holder = visibility === 'public' ? this.channels(serverId).find(isTaken) : undefined;
    return holder === undefined ? ok(null) : err({ type: 'room_name_taken', name: holder.name ?? name });
  }

  #of(serverId: ServerId): Mirror<RoomId, RoomView> {
    const known = this.#byServer.get(serverId);
    if (known !== undefined) return known;
    const rooms = new Mirror<RoomId, RoomView>(({ roomId }) => roomId);
    this.#byServer.set(serverId, rooms);
    return rooms;
  }
}

function shortTopic(topic: string): Result<null, TopicProblem> {
  if (codePoints(topic) <= maxTopicCodePoints) return ok(null);
  return err({ type: 'topic_too_long', maxCodePoints: maxTopicCodePoints });
}

function isNamed(room: RoomView, wanted: Name): boolean {
  const name = parseName(room.name ?? '');
  return name.ok && isSameName(name.value, wanted);
}
