import { SvelteMap } from 'svelte/reactivity';
import type { CommandId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatError, ChatParams } from '#shared/ipc/chat-api.ts';
import type { BrowsedRoom, RoomView } from '#shared/ipc/chat-view.ts';
import type { RpcError } from '#shared/ipc/rpc.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import { Mirror } from './mirror.svelte.ts';

type Answer<Value> = Promise<Result<Value, ChatError | RpcError>>;
interface Queued {
  readonly commandId: CommandId;
}
interface AtRoom {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
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

  /** The channels this person is in, by name. */
  channels(serverId: ServerId): readonly RoomView[] {
    return this.of(serverId)
      .filter(({ kind, isMember }) => kind === 'channel' && isMember)
      .toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
  }

  /** The direct chats, the newest first. */
  directs(serverId: ServerId): readonly RoomView[] {
    return this.of(serverId)
      .filter(({ kind, isMember }) => kind === 'direct' && isMember)
      .toSorted((a, b) => (b.lastAt ?? Infinity) - (a.lastAt ?? Infinity));
  }

  /** Own messages of this server that are not on it yet. */
  waitingMessages(serverId: ServerId): number {
    return this.of(serverId).reduce((sum, { waiting }) => sum + waiting, 0);
  }

  create(params: ChatParams<'room.create'>): Answer<{ readonly roomId: RoomId }> {
    return this.#chat.call('room.create', params);
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
  async enter(at: AtRoom): Promise<{ readonly type: string } | null> {
    const refusals = new Map<CommandId, { readonly type: string }>();
    const outcome = createSignal();
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
    return joined.ok ? (refusals.get(joined.value.commandId) ?? null) : joined.error;
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

  rename(at: AtRoom, name: string): Answer<object> {
    return this.#chat.call('room.rename', { ...at, name });
  }

  setTopic(at: AtRoom, topic: string): Answer<object> {
    return this.#chat.call('room.setTopic', { ...at, topic });
  }

  #of(serverId: ServerId): Mirror<RoomId, RoomView> {
    const known = this.#byServer.get(serverId);
    if (known !== undefined) return known;
    const rooms = new Mirror<RoomId, RoomView>(({ roomId }) => roomId);
    this.#byServer.set(serverId, rooms);
    return rooms;
  }
}

/** Wakes whoever waits for the next call. */
function createSignal() {
  let wake: () => void = () => undefined;
  return {
    call: (): void => {
      wake();
    },
    next: (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}
