import { isPresent } from '#shared/domain/person.ts';
import { SvelteMap } from 'svelte/reactivity';
import type { CommandId, DeviceKey, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { Standing } from '#shared/domain/standing.ts';
import type { ChatParams } from '#shared/ipc/chat-api.ts';
import type { DeviceView } from '#shared/ipc/device-api.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import { Mirror } from './mirror.svelte.ts';
import { createWake } from './wake.ts';

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

  /** Also who was removed: everybody who is or was a person here, by name. */
  everybody(serverId: ServerId): readonly PersonView[] {
    return (this.#byServer.get(serverId)?.values ?? [])
      .filter(({ role }) => role !== 'server')
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

  setRole(
    serverId: ServerId,
    personId: PersonId,
    role: PersonRole,
  ): Promise<Result<object, { readonly type: string }>> {
    return this.#chat.call('person.setRole', { serverId, personId, role });
  }

  /** Comes back when they are an owner, or with why they are not. */
  async makeOwner(serverId: ServerId, personId: PersonId): Promise<Result<null, { readonly type: string }>> {
    const refusals = new Map<CommandId, { readonly type: string }>();
    const outcome = createWake();
    const undos = [
      this.#chat.on('person.changed', outcome.call),
      this.#chat.on('command.failed', ({ commandId, reason }) => {
        refusals.set(commandId, reason);
        outcome.call();
      }),
    ];
    const made = await this.#chat.call('person.setRole', { serverId, personId, role: 'owner' });
    const isSettled = (): boolean =>
      !made.ok || refusals.has(made.value.commandId) || this.get(serverId, personId)?.role === 'owner';
    while (!isSettled()) await outcome.next();
    for (const undo of undos) undo();
    if (!made.ok) return made;
    const refusal = refusals.get(made.value.commandId);
    return refusal === undefined ? ok(null) : err(refusal);
  }

  setStanding(
    serverId: ServerId,
    personId: PersonId,
    standing: Standing,
  ): Promise<Result<object, { readonly type: string }>> {
    return this.#chat.call('person.setStanding', { serverId, personId, standing });
  }

  /** Whom this person does not want to hear, and takes it back. */
  setBlock(
    serverId: ServerId,
    personId: PersonId,
    isBlocked: boolean,
  ): Promise<Result<object, { readonly type: string }>> {
    return this.#chat.call('person.setBlock', { serverId, personId, isBlocked });
  }

  /** The devices of somebody else, for owners. */
  devices(serverId: ServerId, personId: PersonId): Promise<Result<readonly DeviceView[], { readonly type: string }>> {
    return this.#chat.call('device.list', { serverId, personId });
  }

  revokeDevice(serverId: ServerId, device: DeviceKey): Promise<Result<object, { readonly type: string }>> {
    return this.#chat.call('device.revoke', { serverId, device });
  }

  report(report: ChatParams<'report.create'>): Promise<Result<object, { readonly type: string }>> {
    return this.#chat.call('report.create', report);
  }

  isBlocked(serverId: ServerId, personId: PersonId): boolean {
    return this.get(serverId, personId)?.isBlocked === true;
  }

  #of(serverId: ServerId): Mirror<PersonId, PersonView> {
    const known = this.#byServer.get(serverId);
    if (known !== undefined) return known;
    const people = new Mirror<PersonId, PersonView>(({ personId }) => personId);
    this.#byServer.set(serverId, people);
    return people;
  }
}
