import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { CommandId, InviteId, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { ChatParams, ChatResults } from '#shared/ipc/chat-api.ts';
import type { InviteView } from '#shared/ipc/door-api.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

export type InviteWish = Omit<ChatParams<'invite.create'>, 'serverId'>;
export type MadeInvite = ChatResults['invite.create'];
type Answer<Value> = Promise<Result<Value, { readonly type: string }>>;

export interface InvitesParts {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
  readonly me: PersonId | null;
}

const refreshMs = 10_000;

/** The open invites of a server, while somebody looks: who comes in by one is not told, and so it is asked now and then. */
export class Invites {
  readonly #parts: InvitesParts;
  readonly #undo: () => void;
  readonly #own = new Set<CommandId>();
  #cancelTimer: CancelTimer = () => undefined;
  #isClosed = false;
  list = $state.raw<readonly InviteView[]>([]);
  isRead = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);

  constructor(parts: InvitesParts) {
    this.#parts = parts;
    this.#undo = parts.chat.on('command.failed', ({ commandId }) => {
      if (this.#own.delete(commandId)) void this.#read();
    });
    void this.#read();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#undo();
  }

  /** It stands in the list at once. */
  async create(wish: InviteWish): Answer<MadeInvite> {
    const { chat, clock, serverId, me } = this.#parts;
    const made = await chat.call('invite.create', { serverId, ...wish });
    if (!made.ok) return made;
    const { commandId, inviteId, expiresAt } = made.value;
    this.#own.add(commandId);
    const { note, role, roomIds, maxUses } = wish;
    if (me !== null) {
      const shown = {
        inviteId,
        createdBy: me,
        createdAt: clock.now(),
        note,
        role,
        roomIds,
        maxUses,
        uses: 0,
        expiresAt,
      };
      this.list = [shown, ...this.list];
    }
    return made;
  }

  async revoke(inviteId: InviteId): Answer<unknown> {
    const { chat, serverId } = this.#parts;
    const queued = await chat.call('invite.revoke', { serverId, inviteId });
    if (!queued.ok) return queued;
    this.#own.add(queued.value.commandId);
    this.list = this.list.filter((other) => other.inviteId !== inviteId);
    return ok(null);
  }

  async #read(): Promise<void> {
    this.#cancelTimer();
    const { chat, clock, serverId } = this.#parts;
    const acts = this.#own.size;
    const listed = await chat.call('invite.list', { serverId });
    if (this.#isClosed) return;
    // Made or revoked meanwhile: what was asked before does not know it.
    if (listed.ok && this.#own.size === acts) this.list = listed.value;
    this.problem = listed.ok ? null : listed.error;
    this.isRead = true;
    this.#cancelTimer = clock.after(refreshMs, () => void this.#read());
  }
}
