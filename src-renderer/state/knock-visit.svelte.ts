import type { Clock } from '#shared/clock.ts';
import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';
import type { Knocks } from './knocks.svelte.ts';
import type { People } from './people.svelte.ts';

/** What somebody at the door sees of the stranger. */
export type VisitView =
  | { readonly type: 'opening' }
  | { readonly type: 'digits'; readonly digits: string }
  /** The door was opened for this address too often; from `at` on it can be again, by this computer's clock. */
  | { readonly type: 'too_often'; readonly at: number }
  | { readonly type: 'problem'; readonly problem: { readonly type: string } }
  /** Somebody else has let them in meanwhile, or they do not wait any more. */
  | { readonly type: 'gone'; readonly isIn: boolean }
  /** This person sent them away. */
  | { readonly type: 'sent_away' };

export interface VisitParts {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly knocks: Knocks;
  readonly people: People;
  readonly serverId: ServerId;
  readonly knock: KnockView;
}

type Answer = Result<unknown, { readonly type: string }>;

/** Somebody goes to the door (T7): the digits are asked for once, and what becomes of the stranger meanwhile is followed. */
export class KnockVisit {
  readonly #parts: VisitParts;
  readonly #before: ReadonlySet<PersonId>;
  #opened = $state.raw<VisitView>({ type: 'opening' });
  #isSentAway = $state(false);

  readonly view: VisitView = $derived.by(() => {
    const { knocks, people, serverId, knock } = this.#parts;
    if (this.#isSentAway) return { type: 'sent_away' };
    if (knocks.isWaiting(serverId, knock) && this.#opened.type !== 'gone') return this.#opened;
    const newcomers = people.of(serverId).filter(({ personId }) => !this.#before.has(personId));
    return { type: 'gone', isIn: newcomers.some(({ displayName }) => displayName === knock.displayName) };
  });

  constructor(parts: VisitParts) {
    this.#parts = parts;
    this.#before = new Set(parts.people.of(parts.serverId).map(({ personId }) => personId));
    void this.#open();
  }

  accept(role: PersonRole): Promise<Answer> {
    const { chat, serverId, knock } = this.#parts;
    return chat.call('knock.accept', { serverId, device: knock.device, role });
  }

  /** It is that person again, on a device that none of their keys has signed for (T8). */
  vouch(personId: PersonId): Promise<Answer> {
    const { chat, serverId, knock } = this.#parts;
    return chat.call('device.vouch', { serverId, device: knock.device, personId });
  }

  /** The digits differ: nobody comes in by this knock. */
  async refuse(): Promise<Answer> {
    const { chat, serverId, knock } = this.#parts;
    this.#isSentAway = true;
    const refused = await chat.call('knock.refuse', { serverId, knockId: knock.knockId });
    // Who has left by themselves is away too.
    if (refused.ok || isGone(refused.error)) return { ok: true, value: null };
    this.#isSentAway = false;
    return refused;
  }

  keepOut(): Promise<Answer> {
    const { chat, serverId, knock } = this.#parts;
    return chat.call('device.setBan', { serverId, device: knock.device, isBanned: true });
  }

  async #open(): Promise<void> {
    const { chat, clock, serverId, knock } = this.#parts;
    const opened = await chat.call('knock.open', { serverId, knockId: knock.knockId });
    if (opened.ok) this.#opened = { type: 'digits', digits: opened.value.digits };
    else if (opened.error.type === 'overloaded')
      this.#opened = { type: 'too_often', at: clock.now() + opened.error.retryAfterMs };
    else if (isGone(opened.error)) this.#opened = { type: 'gone', isIn: false };
    else this.#opened = { type: 'problem', problem: opened.error };
  }
}

function isGone(error: { readonly type: string; readonly reason?: string }): boolean {
  return error.type === 'request_refused' && error.reason === 'knock_not_found';
}
