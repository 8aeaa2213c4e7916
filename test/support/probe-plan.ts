import type { ForgePlan } from './forged-adverts.ts';
import type { HeardServer } from '#shared/discovery/heard-server.ts';
import type { Advertisement, Browse, DiscoveryFailure, DiscoveryStatus } from '#main/discovery/discovery.ts';

/** What the discovery probe is told to do. */
export type ProbePlan =
  | { readonly type: 'discover'; readonly advertise: Advertisement | null; readonly browse: boolean }
  /** Repeats what it hears with bytes changed, seeded: packets no codec has made. */
  | { readonly type: 'garble'; readonly address: string; readonly packetCount: number; readonly seed: number }
  /** Answers in another's name, and announces it. */
  | (ForgePlan & { readonly type: 'forge' })
  | { readonly type: 'flood'; readonly serverCount: number; readonly addresses: readonly string[] };

/** What it prints. */
export type ProbeEvent =
  | { readonly type: 'status'; readonly status: DiscoveryStatus }
  | {
      readonly type: 'servers';
      readonly servers: readonly HeardServer[];
      readonly refused: ReturnType<Browse['refused']>;
    }
  | { readonly type: 'stopped' | 'flooded' | 'garbled' | 'impersonating' }
  /** The types of the frames that whoever came said, by connection. */
  | { readonly type: 'heard'; readonly frames: readonly (readonly string[])[] }
  | { readonly type: 'failed'; readonly reason: DiscoveryFailure };
