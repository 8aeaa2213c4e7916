import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import { Mirror } from './mirror.svelte.ts';

type Answer<Value> = Promise<Result<Value, { readonly type: string }>>;

/** The servers this device knows. */
export class Servers {
  readonly #chat: ChatCalls;
  readonly #servers = new Mirror<ServerId, ServerView>(({ serverId }) => serverId);
  #isAnswered = false;
  /** Whether the list has been read: before, nothing is known, not even that there is none. */
  isLoaded = $state(false);
  readonly list = $derived(this.#servers.values.toSorted((a, b) => a.name.localeCompare(b.name)));

  /** `onFound` hears of every server once a port, so that what belongs to it can be read. */
  constructor(chat: ChatCalls, onFound: (serverId: ServerId) => void) {
    this.#chat = chat;
    chat.on('server.changed', (server) => {
      const isNew = this.#servers.get(server.serverId) === undefined;
      this.#servers.put([server]);
      if (isNew) onFound(server.serverId);
    });
    chat.on('server.forgotten', ({ serverId }) => {
      this.#servers.remove(serverId);
    });
    chat.onOpen(() => void this.#load(onFound));
  }

  get(serverId: ServerId | null): ServerView | undefined {
    return serverId === null ? undefined : this.#servers.get(serverId);
  }

  /** Joins a server by its id, address or join line; a known one reconnects under its old name. */
  async join(target: string, displayName: string): Answer<ServerId> {
    const joined = await this.#chat.call('server.join', { target, displayName });
    return joined.ok ? ok(joined.value.serverId) : joined;
  }

  /** Joins the server of this key beside the one whose name or address it has. */
  async joinSeparate(target: string, displayName: string, asSeparate: ServerId): Answer<ServerId> {
    const joined = await this.#chat.call('server.join', { target, displayName, asSeparate });
    return joined.ok ? ok(joined.value.serverId) : joined;
  }

  /** The person has compared digits, or knows otherwise, that this is the server that was meant. */
  confirm(serverId: ServerId): Answer<unknown> {
    return this.#chat.call('server.confirm', { serverId });
  }

  connectNow(serverId: ServerId): Answer<unknown> {
    return this.#chat.call('server.connectNow', { serverId });
  }

  /** Comes to the door as a device of the person who is called so and is in; null: as itself again. */
  claim(serverId: ServerId, displayName: string | null): Answer<unknown> {
    return this.#chat.call('server.claim', { serverId, displayName });
  }

  /** The person has seen what came back of what the server lost. */
  healingSeen(serverId: ServerId): Answer<unknown> {
    return this.#chat.call('server.healingSeen', { serverId });
  }

  /** The person has seen that a damaged database made room for a new one. */
  renewalSeen(serverId: ServerId): Answer<unknown> {
    return this.#chat.call('server.renewalSeen', { serverId });
  }

  leave(serverId: ServerId): Answer<unknown> {
    return this.#chat.call('server.leave', { serverId });
  }

  /** Puts a damaged database aside and begins a new one, which the server fills. */
  renew(serverId: ServerId): Answer<{ readonly file: string }> {
    return this.#chat.call('server.renew', { serverId });
  }

  forget(serverId: ServerId): Answer<unknown> {
    return this.#chat.call('server.forget', { serverId });
  }

  async #load(onFound: (serverId: ServerId) => void): Promise<void> {
    await this.#servers.load(async () => {
      const answer = await this.#chat.call('server.list', {});
      // A port that closed at once says nothing of what there is: the next one does.
      if (answer.ok) this.#isAnswered = true;
      return answer.ok ? answer.value : null;
    });
    for (const { serverId } of this.list) onFound(serverId);
    this.isLoaded = this.#isAnswered;
  }
}
