/** Between whoever runs a server's process and that process: stopping is a message, since signals kill hard on Windows. */
import * as v from 'valibot';
import { deviceKeySchema, type PersonId, type ServerId } from '../domain/ids.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import { sealKeySchema } from './seal-key.ts';
import type { HealingStatus } from './healing-status.ts';
import { networkChoiceSchema, type NetworkView } from './network-view.ts';
import type { ServerAlarm } from './server-alarm.ts';
import type { ServerStatus } from './server-status.ts';
import type { StartProblem } from './start-problem.ts';

export const hostCalls = {
  /** Opens the one server of this process. */
  'host.open': v.object({
    dataFolder: v.string(),
    name: v.string(),
    /** Where it is taken, the next free one. */
    port: v.pipe(wholeNumber(1), v.maxValue(65_535)),
    /** Addresses to listen on; all where there is none. */
    hosts: v.array(v.string()),
    isAdvertised: v.boolean(),
    sealKey: sealKeySchema,
  }),
  /** Renames the folder of a server that nobody has open, in place of opening one. */
  'host.setAside': v.object({ dataFolder: v.string() }),
  /** Makes whoever has this device the owner, where the server has none: the one who started it. */
  'host.claim': v.object({ device: deviceKeySchema }),
  /** The people who are connected now. */
  'host.connected': v.object({}),
  /** How the server is, as `serve status` shows it; null while none is open. */
  'host.status': v.object({}),
  /** Goes on without what has not come back of what was lost (H3). */
  'host.goOn': v.object({}),
  /** Lets in again all devices that were shut out because they did not sign what they sent. */
  'host.reopen': v.object({}),
  /** Whether the server is there for a network of this computer (T11). */
  'host.chooseNetwork': networkChoiceSchema,
  /** The computer goes to sleep: says so to everybody, answers what was taken, and takes nobody in until it wakes up (D13). */
  'host.sleep': v.object({}),
  'host.wake': v.object({}),
  /** Says goodbye, answers what was taken, closes everything (D13); the process ends after its answer. */
  'host.close': v.object({ reason: v.picklist(['restarting', 'closing']) }),
} as const;

export interface OpenedHost extends HostReach {
  readonly serverId: ServerId;
  readonly name: string;
  readonly port: number;
}

/** Where a server is reached now, and for which networks it is there. */
export interface HostReach {
  readonly addresses: readonly string[];
  readonly joinLine: string;
  readonly networks: readonly NetworkView[];
}

export interface HostContract {
  readonly calls: typeof hostCalls;
  readonly results: {
    'host.open': OpenedHost;
    /** The folder it is now; null where there was none. */
    'host.setAside': string | null;
    'host.claim': null;
    'host.connected': readonly PersonId[];
    'host.status': ServerStatus | null;
    /** Whether something waited for that. */
    'host.goOn': boolean;
    /** How many. */
    'host.reopen': number;
    /** Whether there is such a network. */
    'host.chooseNetwork': boolean;
    'host.sleep': null;
    'host.wake': null;
    'host.close': null;
  };
  readonly events: {
    /** Another computer reached the server for the first time since it was opened. */
    'host.reached': Record<never, never>;
    /** The computer is on other networks, or its person has chosen. */
    'host.moved': HostReach;
    /** What came back of what the server lost, and what still waits. */
    'host.healing': HealingStatus;
    /** Something about its database has to be known at once; null: nothing any more. */
    'host.alarmed': { readonly alarm: ServerAlarm | null };
  };
  readonly error: StartProblem;
}
