import type { Server } from 'node:net';
import { isIPv6 } from 'node:net';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';

/** Why a server does not listen. */
export type BindFailure =
  /** None of the ports that were tried is free on all addresses. */
  | { readonly type: 'ports_taken'; readonly from: number; readonly to: number }
  /** The operating system keeps this port for the administrator. */
  | { readonly type: 'port_forbidden'; readonly port: number }
  /** None of the addresses is this machine's. */
  | { readonly type: 'no_address'; readonly hosts: readonly string[] }
  /** Anything else, by the operating system's code. */
  | { readonly type: 'bind_failed'; readonly host: string; readonly code: string };

/** One server an address, all on the same port. */
export interface BoundServers<ServerType extends Server> {
  readonly servers: readonly ServerType[];
  readonly port: number;
  /** Addresses that were asked for and are not this machine's. */
  readonly missingHosts: readonly string[];
}

export interface BindOptions<ServerType extends Server> {
  /** IP addresses. IPv6 ones take IPv6 only, so that `0.0.0.0` and `::` go together. */
  readonly hosts: readonly string[];
  /** The first port that is tried; 0 lets the operating system choose. */
  readonly port: number;
  readonly maxTries: number;
  readonly createServer: () => ServerType;
}

/** Binds every host to the wanted port, or, where that is taken, to the next that is free on all of them. */
export async function bindHosts<ServerType extends Server>(
  options: BindOptions<ServerType>,
): Promise<Result<BoundServers<ServerType>, BindFailure>> {
  const lastPort = Math.min(options.port + options.maxTries - 1, 65_535);
  for (let tries = 0; tries < options.maxTries; tries += 1) {
    const port = options.port === 0 ? 0 : options.port + tries;
    if (port > lastPort) break;
    const bound = await bindAll(options, port);
    if (bound.ok || bound.error.type !== 'ports_taken') return bound;
  }
  return err({ type: 'ports_taken', from: options.port, to: lastPort });
}

async function bindAll<ServerType extends Server>(
  { hosts, createServer }: BindOptions<ServerType>,
  wantedPort: number,
): Promise<Result<BoundServers<ServerType>, BindFailure>> {
  const servers: ServerType[] = [];
  const missingHosts: string[] = [];
  let port = wantedPort;
  for (const host of hosts) {
    const server = createServer();
    const code = await bindOne(server, { host, port });
    if (code === null) {
      servers.push(server);
      port = portOf(server);
    } else if (isMissing(code)) {
      missingHosts.push(host);
    } else {
      for (const other of servers) other.close();
      return err(failureOf(code, { host, port }));
    }
  }
  return servers.length === 0 ? err({ type: 'no_address', hosts }) : ok({ servers, port, missingHosts });
}

/** Null once it listens, else the operating system's code. */
function bindOne(server: Server, { host, port }: { host: string; port: number }): Promise<string | null> {
  return new Promise((resolve) => {
    function onError(error: NodeJS.ErrnoException): void {
      resolve(error.code ?? 'UNKNOWN');
    }
    server.once('error', onError);
    server.listen({ host, port, ipv6Only: isIPv6(host) }, () => {
      server.off('error', onError);
      resolve(null);
    });
  });
}

function isMissing(code: string): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENODEV', 'ENOTFOUND'].includes(code);
}

function failureOf(code: string, { host, port }: { host: string; port: number }): BindFailure {
  if (code === 'EADDRINUSE') return { type: 'ports_taken', from: port, to: port };
  return code === 'EACCES' ? { type: 'port_forbidden', port } : { type: 'bind_failed', host, code };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
