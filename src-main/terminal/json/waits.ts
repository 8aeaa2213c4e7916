import type { ServerId } from '#shared/domain/ids.ts';
import { drainOutboxes } from '../drain.ts';
import { findByName } from '../resolve-name.ts';
import { waitUntil } from '../wait-until.ts';
import type { WaitRequest } from './json-command.ts';
import { messageEvent, type At, type JsonEvent } from './json-event.ts';
import type { JsonSession } from './json-session.ts';

/** Waits for something to happen; comes back with what it was, or null when it took too long. */
export type Waits = (wait: WaitRequest, serverId: ServerId) => Promise<Readonly<Record<string, unknown>> | null>;

/** Messages that nobody waited for yet; the oldest are forgotten. */
const maxKept = 1000;

export function createWaits(session: JsonSession): Waits {
  const { chat, mirror, names, clock, signal, own } = session;
  const kept: JsonEvent[] = [];
  const listeners = new Set<() => void>();
  const seen = new Set<string>();

  const keep = (at: At, event: JsonEvent, key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    kept.push({ ...event, roomName: names.room(at.serverId, at.roomId) });
    if (kept.length > maxKept) kept.shift();
    const [oldest] = seen.size > maxKept ? seen : [];
    if (oldest !== undefined) seen.delete(oldest);
  };
  chat.on('timeline.changed', ({ serverId, roomId, items, isLive }) => {
    for (const item of isLive ? items : []) {
      // What nobody signed is nobody's: a script that waits for somebody's word does not take it (P11).
      if (item.type !== 'message' || item.delivery !== null || item.isForged) continue;
      keep({ serverId, roomId }, messageEvent(names, { serverId, roomId }, item), item.key);
    }
    for (const listener of listeners) listener();
  });
  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    const undos = [mirror.onChange(listener), own.onStep(listener)];
    return () => {
      listeners.delete(listener);
      for (const undo of undos) undo();
    };
  };
  /** The first message that fits, and with it everything before it, is used up. */
  const takeMessage = (wait: WaitRequest): JsonEvent | null => {
    const index = kept.findIndex((event) => fits(event, wait));
    if (index < 0) return null;
    return kept.splice(0, index + 1).at(-1) ?? null;
  };
  const isSo = (wait: WaitRequest, serverId: ServerId): boolean => {
    switch (wait.for) {
      case 'online':
        return mirror.server(serverId)?.connection.type === 'online';
      case 'sent':
      case 'delivered':
      case 'read':
        return own.haveReached(wait.for);
      case 'message':
        return kept.some((event) => fits(event, wait));
      case 'room':
        return findByName(wait.room ?? '', names.rooms(serverId)).length > 0;
      case 'person':
        return findByName(wait.person ?? '', names.people(serverId)).length > 0;
    }
  };

  return async (wait, serverId) => {
    const timeoutMs = wait.timeoutMs ?? session.waitMs;
    const deadline = clock.monotonic() + timeoutMs;
    if (!(await waitUntil(() => isSo(wait, serverId), timeoutMs, { clock, signal, onChange }))) return null;
    if (wait.for === 'message') return takeMessage(wait);
    if (wait.for !== 'sent') return {};
    return (await drainOutboxes(session, deadline - clock.monotonic())) === 0 ? {} : null;
  };
}

function fits(event: JsonEvent, { server, room, person, text }: WaitRequest): boolean {
  const said = typeof event['text'] === 'string' ? event['text'] : '';
  return (
    (server === undefined || event['server'] === server) &&
    (room === undefined || isNamed(room, event['room'], event['roomName'])) &&
    (person === undefined || isNamed(person, event['person'], event['personName'])) &&
    (text === undefined || said.includes(text))
  );
}

function isNamed(typed: string, id: unknown, name: unknown): boolean {
  return findByName(typed, [{ id: String(id), name: String(name) }]).length > 0;
}
