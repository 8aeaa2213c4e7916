import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { DeviceKey, ServerId } from '#shared/domain/ids.ts';
import type { ClaimView, DeviceView } from '#shared/ipc/device-api.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

type Answer = Promise<Result<unknown, { readonly type: string }>>;

/** A link by which one device may ask; it ends by this computer's clock. */
export interface OfferedLink {
  readonly link: string;
  readonly endsAt: number;
}

/** A device that was looked at: its digits, once it has answered. */
export interface OpenedClaim {
  readonly claim: ClaimView;
  readonly digits: string | null;
}

export interface DevicesParts {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
}

const refreshMs = 10_000;

/** This person's devices on a server, while somebody looks, and those that ask to be more of them (P18). */
export class Devices {
  readonly #parts: DevicesParts;
  readonly #undo: () => void;
  #cancelTimer: CancelTimer = () => undefined;
  #isClosed = false;
  #claimsTold = 0;
  list = $state.raw<readonly DeviceView[]>([]);
  claims = $state.raw<readonly ClaimView[]>([]);
  isRead = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);
  offered = $state.raw<OfferedLink | null>(null);
  opened = $state.raw<OpenedClaim | null>(null);

  constructor(parts: DevicesParts) {
    this.#parts = parts;
    const { chat, serverId } = parts;
    const offs = [
      chat.on('server.changed', (server) => {
        if (server.serverId === serverId && server.claims !== this.#claimsTold) {
          this.#claimsTold = server.claims;
          void this.#read();
        }
      }),
      chat.on('command.failed', ({ kind }) => {
        if (kind.startsWith('device.')) void this.#read();
      }),
    ];
    this.#undo = () => {
      for (const off of offs) off();
    };
    void this.#read();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#undo();
  }

  /** The link before it works no more. */
  async offer(): Answer {
    const { chat, clock, serverId } = this.#parts;
    const made = await chat.call('device.offer', { serverId });
    if (made.ok) this.offered = { link: made.value.link, endsAt: clock.now() + made.value.forMs };
    return made;
  }

  /** Goes to a device that waits. Only a click does: from here on it gets one guess, whoever it is. */
  async open(claim: ClaimView): Answer {
    const { chat, serverId } = this.#parts;
    this.opened = { claim, digits: null };
    const opened = await chat.call('claim.open', { serverId, claimId: claim.claimId });
    this.opened = opened.ok ? { claim, digits: opened.value.digits } : null;
    if (!opened.ok) void this.#read();
    return opened;
  }

  async accept(): Answer {
    const accepted = await this.#answer('claim.accept');
    if (accepted.ok) this.offered = null;
    return accepted;
  }

  refuse(): Answer {
    return this.#answer('claim.refuse');
  }

  /** It stands in the list no more at once. */
  async revoke(device: DeviceKey): Answer {
    const { chat, serverId } = this.#parts;
    const queued = await chat.call('device.revoke', { serverId, device });
    if (queued.ok) this.list = this.list.filter((other) => other.device !== device);
    return queued;
  }

  async #answer(call: 'claim.accept' | 'claim.refuse'): Answer {
    const { chat, serverId } = this.#parts;
    if (this.opened === null) return ok(null);
    const { claimId } = this.opened.claim;
    const answered = await chat.call(call, { serverId, claimId });
    this.opened = null;
    this.claims = this.claims.filter((claim) => claim.claimId !== claimId);
    void this.#read();
    return answered;
  }

  async #read(): Promise<void> {
    this.#cancelTimer();
    const { chat, clock, serverId } = this.#parts;
    const [listed, waiting] = [
      await chat.call('device.list', { serverId }),
      await chat.call('claim.list', { serverId }),
    ];
    if (this.#isClosed) return;
    if (listed.ok) this.list = listed.value;
    if (waiting.ok) this.claims = waiting.value;
    this.problem = listed.ok ? null : listed.error;
    this.isRead = true;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(refreshMs, () => void this.#read());
  }
}
