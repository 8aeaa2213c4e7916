import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Direction = 'up' | 'down';

/** Where a connection is to break: after so many bytes from the client (`up`) or from the server (`down`). */
export interface CutPoint {
  readonly direction: Direction;
  readonly afterBytes: number;
}

/**
 * Sits between clients and a server and passes bytes on unread, until it is told to break. TLS runs through it untouched, so
 * that a cut falls anywhere: within a handshake, a record, a frame.
 */
export interface CuttingProxy {
  readonly port: number;
  /** Asked at each new connection where it is to be cut; null passes it on to its end. */
  cutAt(choose: () => CutPoint | null): void;
  /** Breaks what is open now, wherever it is. */
  cutOpen(): void;
  /** Connections that were cut so far, in whichever way. */
  cuts(): number;
  /** Passes on at most so many bytes a second each way; null as many as come. */
  throttle(bytesPerSecond: number | null): void;
  /** What is open now is never heard of again and is not closed; until `mend` new connections fare the same. */
  swallow(): void;
  mend(): void;
  /** The bytes that went through the newest connection. */
  passed(): Readonly<Record<Direction, number>>;
  close(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  readonly passed: Record<Direction, number>;
  readonly cut: CutPoint | null;
  isSwallowed: boolean;
}

const tickMs = 20;

export async function startCuttingProxy(serverPort: number, serverHost = '127.0.0.1'): Promise<CuttingProxy> {
  const pairs = new Set<Pair>();
  let choose: () => CutPoint | null = () => null;
  let bytesPerSecond: number | null = null;
  let isSwallowing = false;
  let newest: Pair | null = null;
  let cuts = 0;

  function end(pair: Pair): void {
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  }

  function pass(pair: Pair, direction: Direction, chunk: Buffer): void {
    if (pair.isSwallowed) return;
    const { cut, passed } = pair;
    const to = direction === 'up' ? pair.server : pair.client;
    const left = cut?.direction === direction ? cut.afterBytes - passed[direction] : Infinity;
    passed[direction] += Math.min(left, chunk.length);
    if (left > chunk.length) return write(pair, to, chunk);
    cuts += 1;
    // What lies before the cut arrives, and the end after it.
    to.end(chunk.subarray(0, left), () => end(pair));
    pair.isSwallowed = true;
  }

  function write(pair: Pair, to: Socket, chunk: Buffer): void {
    to.write(chunk);
    if (bytesPerSecond === null) return;
    const from = to === pair.server ? pair.client : pair.server;
    from.pause();
    setTimeout(() => from.resume(), Math.max(tickMs, (chunk.length / bytesPerSecond) * 1_000));
  }

  const listener = createServer((client) => {
    const server = connect({ host: serverHost, port: serverPort });
    const pair: Pair = { client, server, passed: { up: 0, down: 0 }, cut: choose(), isSwallowed: isSwallowing };
    pairs.add(pair);
    newest = pair;
    client.on('data', (chunk: Buffer) => pass(pair, 'up', chunk));
    server.on('data', (chunk: Buffer) => pass(pair, 'down', chunk));
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        if (!pair.isSwallowed) end(pair);
      });
    }
    if (pair.cut?.afterBytes === 0) {
      cuts += 1;
      end(pair);
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    cutAt: (next) => {
      choose = next;
    },
    cutOpen: () => {
      for (const pair of pairs) {
        cuts += 1;
        end(pair);
      }
    },
    cuts: () => cuts,
    throttle: (rate) => {
      bytesPerSecond = rate;
      if (rate !== null) return;
      for (const { client, server } of pairs) for (const socket of [client, server]) socket.resume();
    },
    swallow: () => {
      isSwallowing = true;
      for (const pair of pairs) pair.isSwallowed = true;
    },
    mend: () => {
      isSwallowing = false;
    },
    passed: () => newest?.passed ?? { up: 0, down: 0 },
    close: () => {
      listener.close();
      for (const pair of pairs) end(pair);
    },
  };
}
