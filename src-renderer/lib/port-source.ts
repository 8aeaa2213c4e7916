import type { Port } from '#shared/ipc/port.ts';

/** Why a port ended: lost and worth another try, taken over by another tab, or refused because the address was used up. */
export type PortEnd = 'lost' | 'taken_over' | 'used_up';

export interface OpenPort {
  readonly port: Port;
  /** Settles once, when the port is closed. */
  readonly ended: Promise<PortEnd>;
}

/** Opens a port to the other side, or says why there is none. */
export type PortSource = () => Promise<OpenPort | PortEnd>;
