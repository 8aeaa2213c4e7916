import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { bindHosts } from './bind-hosts.ts';
import type { BindFailure } from './bind-hosts.ts';
import type { Certificate } from './certificate.ts';
import { createChatDoor } from './chat-door.ts';
import type { Connection } from './connection.ts';
import type { ConnectionQuota } from './connection-quota.ts';
import type { ListenerCounters } from './listener-counters.ts';
import { transportLimits } from './transport-limits.ts';
import type { TransportLimits } from './transport-limits.ts';

/** A chat server on the network: TLS, WebSockets and the limits on strangers. Who they are is the session's business. */
export interface ChatListener {
  /** The one port of all addresses; another than was wanted where that was taken. */
  readonly port: number;
  /** Addresses that were asked for and are not this machine's. */
  readonly missingHosts: readonly string[];
  readonly counters: Readonly<ListenerCounters>;
  readonly quota: Pick<ConnectionQuota, 'connections' | 'beforeLogin'>;
  /** Its device proved itself: the connection no longer counts as a stranger's. */
  admitLogin(connection: Connection): void;
  /** Drops whoever came from a network that the server is not there for any more (T11). */
  dropUnserved(): void;
  /** Takes nobody in any more and closes every connection with 1001. Settles when all are gone, within 2 s. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** IP addresses of this machine; `0.0.0.0` and `::` go together. */
  readonly hosts: readonly string[];
  /** The first port that is tried; 0 lets the operating system choose. */
  readonly port: number;
  readonly certificate: Certificate;
  /** Names besides `localhost` under which this server may be asked for; addresses always may. */
  readonly knownNames?: readonly string[];
  /** Whether the server is there for whoever reached this address of its machine from that one (T11); left out: for everybody. */
  readonly isServed?: (localAddress: string, remoteAddress: string) => boolean;
  readonly limits?: Partial<TransportLimits>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called in the turn in which a connection opens; it takes frames only as long as a login needs. */
  readonly onConnection: (connection: Connection) => void;
}

/** Listens on every host, all on one port, or says why not. */
export async function listenForChat(options: ListenOptions): Promise<Result<ChatListener, BindFailure>> {
  const limits = { ...transportLimits, ...options.limits };
  const door = createChatDoor(options, limits);
  const bound = await bindHosts({ ...options, maxTries: limits.maxPortTries, createServer: door.createServer });
  if (!bound.ok) {
    await door.shut();
    return err(bound.error);
  }
  const { servers, port, missingHosts } = bound.value;
  if (options.port !== 0 && port !== options.port) {
    options.log.info('the port is taken, the next free one is used', { wantedPort: options.port, port });
  }
  return ok({
    port,
    missingHosts,
    counters: door.counters,
    quota: door.quota,
    admitLogin: (connection) => {
      door.admitLogin(connection);
    },
    dropUnserved: door.dropUnserved,
    close: async () => {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      await Promise.all([door.shut(), ...closed]);
    },
  });
}
