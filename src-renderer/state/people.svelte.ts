import { isPresent } from '#shared/domain/person.ts';
import { SvelteMap } from 'svelte/reactivity';
import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import { Mirror } from './mirror.svelte.ts';

/** The people of every server, and who of them is there. */
export class People {
  readonly #chat: ChatCalls;
  readonly #byServer = new SvelteMap<ServerId, Mirror<PersonId, PersonView>>();

  constructor(chat: ChatCalls) {
    this.#chat = chat;
    chat.on('person.changed', ({ serverId, people, removed }) => {
      const known = this.#of(serverId);
      known.put(people);
      for (const personId of removed) known.remove(personId);
    });
    chat.on('server.forgotten', ({ serverId }) => {
      this.#byServer.delete(serverId);
    });
  }

  /** Reads the people of a server anew. */
  load(serverId: ServerId): Promise<void> {
    return this.#of(serverId).load(async () => {
      const answer = await this.#chat.call('person.list', { serverId });
      return answer.ok ? answer.value : null;
    });
  }

  /** Everybody who is a person and still there, by name. */
  of(serverId: ServerId): readonly PersonView[] {
    return (this.#byServer.get(serverId)?.values ?? [])
      .filter(isPresent)
      .toSorted((a, b) => a.displayName.localeCompare(b.displayName));
  }

  get(serverId: ServerId, personId: PersonId): PersonView | undefined {
    return this.#byServer.get(serverId)?.get(personId);
  }

  me(serverId: ServerId): PersonView | undefined {
    return this.#byServer.get(serverId)?.values.find(({ isMe }) => isMe);
  }

  rename(serverId: ServerId, displayName: string): Promise<Result<object, { readonly type: string }>> {
    return this.#chat.call('person.rename', { serverId, displayName });
  }

  #of(serverId: ServerId): Mirror<PersonId, PersonView> {
    const known = this.#byServer.get(serverId);
    if (known !== undefined) return known;
    const people = new Mirror<PersonId, PersonView>(({ personId }) => personId);
    this.#byServer.set(serverId, people);
    return people;
  }
}
