/**
 * Between whoever runs the client's process and that process. It is apart from shell-api.ts because a key goes this way,
 * which no window may ask for.
 */
import * as v from 'valibot';
import { serverIdSchema, type DeviceKey } from '../domain/ids.ts';
import { devicePresenceSchema } from '../domain/presence.ts';
import type { ChatNotification, ConversationRead, KnockNotification, KnocksOver } from './chat-notification.ts';
import { sealKeySchema } from './seal-key.ts';
import type { StartProblem } from './start-problem.ts';

export const clientCalls = {
  /** Opens the one client of this process: ports named `chat` are served from its answer on. */
  'client.open': v.object({ dataFolder: v.string(), isDiscovering: v.boolean(), sealKey: sealKeySchema }),
  /** The public key that this device has for the server, made where there is none (T3). */
  'client.deviceKey': v.object({ serverId: serverIdSchema }),
  /** The computer woke up: connections are checked at once (D10). */
  'client.wake': v.object({}),
  /** Whether somebody is at this computer, told where the system knows. */
  'presence.set': v.object({ state: devicePresenceSchema }),
} as const;

export interface ClientContract {
  readonly calls: typeof clientCalls;
  readonly results: {
    'client.open': null;
    /** Null where the key cannot be read. */
    'client.deviceKey': DeviceKey | null;
    'client.wake': null;
    'presence.set': null;
  };
  readonly events: {
    'notification.decided': ChatNotification;
    /** What was told of this room is taken back. */
    'conversation.read': ConversationRead;
    /** Somebody knocks at a door that this person may open. */
    'knock.told': KnockNotification;
    /** What was told of this door is taken back. */
    'knock.over': KnocksOver;
    /** Messages meant for this person and not read yet. */
    'badge.changed': { readonly count: number };
  };
  readonly error: StartProblem;
}
