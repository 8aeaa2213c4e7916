/**
 * Between whoever runs the client's process and that process. It is apart from shell-api.ts because a key goes this way,
 * which no window may ask for.
 */
import * as v from 'valibot';
import type { MessageId, RoomId, ServerId } from '../domain/ids.ts';
import { devicePresenceSchema } from '../domain/presence.ts';
import { sealKeySchema } from './seal-key.ts';

export const clientCalls = {
  /** Opens the one client of this process: ports named `chat` are served from its answer on. */
  'client.open': v.object({ dataFolder: v.string(), isDiscovering: v.boolean(), sealKey: sealKeySchema }),
  /** The computer woke up: connections are checked at once (D10). */
  'client.wake': v.object({}),
  /** Whether somebody is at this computer, told where the system knows. */
  'presence.set': v.object({ state: devicePresenceSchema }),
} as const;

/** `type` is that of the failure below it; `detail` its sentence for a log. */
export interface ClientControlError {
  readonly type: string;
  readonly detail: string;
}

/** Something was said to this person; what is shown of it is the desktop's business. */
export interface Notification {
  readonly serverId: ServerId;
  readonly serverName: string;
  readonly roomId: RoomId;
  /** Null in a direct room. */
  readonly roomName: string | null;
  readonly authorName: string;
  readonly messageId: MessageId;
  readonly kind: 'direct' | 'mention';
  /** The newest text, shortened. */
  readonly text: string;
  /** How many there are since the room was last read. */
  readonly count: number;
}

export interface ClientContract {
  readonly calls: typeof clientCalls;
  readonly results: { 'client.open': null; 'client.wake': null; 'presence.set': null };
  readonly events: {
    'notification.decided': Notification;
    /** What was told of this room is taken back. */
    'conversation.read': { readonly serverId: ServerId; readonly roomId: RoomId };
    /** Messages meant for this person and not read yet. */
    'badge.changed': { readonly count: number };
  };
  readonly error: ClientControlError;
}
