import type { Clock } from '#shared/clock.ts';
import type { InterfaceState } from './discovery.ts';
import { newHealth, nextHealth } from './interface-health.ts';
import type { HealthEvent } from './interface-health.ts';
import type { MdnsLink, OpenMdnsLink, Sender } from './mdns-link.ts';
import type { OutgoingPacket } from './mdns-records.ts';
import type { NetworkInterface } from './network-interfaces.ts';

/** The socket of one network together with what is known of its health; opened anew when it stays deaf. */
export interface MonitoredLink {
  readonly network: NetworkInterface;
  state(): InterfaceState;
  send(packet: OutgoingPacket): Promise<void>;
  /** To be called every second: notices silence, and tries a failed or deaf socket again after a while. */
  look(): void;
  reopen(): void;
  close(): Promise<void>;
}

export interface MonitoredLinkListener {
  readonly onPacket: (decoded: unknown, sender: Sender) => void;
  readonly onRefused: () => void;
  readonly onHealth: () => void;
  readonly onReopened: () => void;
}

const mdnsPort = 5353;
const reopenAfterMs = 15_000;

export function createMonitoredLink(
  { clock, openLink }: { readonly clock: Clock; readonly openLink: OpenMdnsLink },
  network: NetworkInterface,
  listener: MonitoredLinkListener,
): MonitoredLink {
  let health = newHealth;
  let isClosed = false;

  const note = (event: HealthEvent) => {
    const next = nextHealth(health, event, clock.monotonic());
    if (next === health || isClosed) return;
    health = next;
    listener.onHealth();
  };
  const open = (): { readonly link: MdnsLink; readonly at: number } => {
    const link = openLink(network, {
      onRefused: listener.onRefused,
      onFailure: (reason) => note({ type: 'failed', reason }),
      onPacket: (decoded, sender) => {
        if (isClosed) return;
        if (sender.address === network.address && sender.port === mdnsPort) note({ type: 'heard' });
        listener.onPacket(decoded, sender);
      },
    });
    return { link, at: clock.monotonic() };
  };
  let opened = open();
  const reopen = () => {
    void opened.link.close();
    opened = open();
    listener.onReopened();
  };

  return {
    network,
    state: () => health.state,
    send: (packet) => {
      note({ type: 'sent' });
      return opened.link.send(packet);
    },
    look: () => {
      note({ type: 'looked' });
      const isAiling = health.state.type === 'failed' || health.state.type === 'not_heard';
      if (isAiling && clock.monotonic() - opened.at >= reopenAfterMs) reopen();
    },
    reopen,
    close: () => {
      isClosed = true;
      return opened.link.close();
    },
  };
}
