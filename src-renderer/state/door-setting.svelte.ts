import type { CommandId, DeviceKey, ServerId } from '#shared/domain/ids.ts';
import { doorAt, type Door } from '#shared/domain/door.ts';
import type { DoorView } from '#shared/ipc/door-api.ts';
import type { Clock } from '#shared/clock.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

type Answer = Result<unknown, { readonly type: string }>;

export interface DoorSettingParts {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
}

/** How the door of a server is set, while somebody looks. What one sets shows at once, and goes back where it is refused. */
export class DoorSetting {
  readonly #parts: DoorSettingParts;
  readonly #own = new Set<CommandId>();
  view = $state.raw<DoorView | null>(null);
  problem = $state.raw<{ readonly type: string } | null>(null);

  constructor(parts: DoorSettingParts) {
    this.#parts = parts;
    const { chat, serverId } = parts;
    chat.on('command.failed', ({ commandId }) => {
      if (this.#own.delete(commandId)) void this.read();
    });
    chat.on('server.changed', (server) => {
      const isBack = server.serverId === serverId && server.connection.type === 'online';
      if (isBack && this.problem !== null) void this.read();
    });
  }

  /** Whether everybody may come in just now, and it ends by itself. */
  isOpenForNow(now: number): boolean {
    return this.view !== null && this.view.door !== 'open' && doorAt(this.view, now) === 'open';
  }

  set(door: Door): Promise<Answer> {
    return this.#set(door, 0);
  }

  /** Everybody may come in from now on, for so long; which door it is stays. */
  async openFor(openForMs: number): Promise<Answer> {
    if (this.view === null) await this.read();
    if (this.view === null) return { ok: false, error: this.problem ?? { type: 'server_unreachable' } };
    return this.#set(this.view.door, openForMs);
  }

  async letKnock(device: DeviceKey): Promise<Answer> {
    const { chat, serverId } = this.#parts;
    const queued = await chat.call('device.setBan', { serverId, device, isBanned: false });
    if (!queued.ok) return queued;
    this.#own.add(queued.value.commandId);
    if (this.view !== null)
      this.view = { ...this.view, banned: this.view.banned.filter((other) => other.device !== device) };
    return ok(null);
  }

  async read(): Promise<void> {
    const { chat, serverId } = this.#parts;
    const read = await chat.call('door.read', { serverId });
    if (read.ok) this.view = read.value;
    this.problem = read.ok ? null : read.error;
  }

  async #set(door: Door, openForMs: number): Promise<Answer> {
    const { chat, clock, serverId } = this.#parts;
    const queued = await chat.call('door.set', { serverId, door, openForMs });
    if (!queued.ok) return queued;
    this.#own.add(queued.value.commandId);
    const openUntil = openForMs === 0 ? 0 : clock.now() + openForMs;
    this.view = { banned: [], ...this.view, door, openUntil };
    return ok(null);
  }
}
