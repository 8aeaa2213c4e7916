import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections: a client that tries again and again to reach a server that is
// away would otherwise be given that very port one day, be connected to itself, and keep the server from coming back.
const [firstPort, portCount] = [20_000, 12_000];

/** A port of loopback on which nothing listens and nothing will by chance. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
