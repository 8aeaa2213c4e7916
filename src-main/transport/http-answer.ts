import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** An answer without a body that ends the connection, on a socket that asked to be upgraded. */
export function answerUpgrade(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const fields = { ...headers, Connection: 'close', 'Content-Length': '0' };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  // Whoever is refused is not read any further, and a socket that breaks meanwhile is nobody's concern.
  socket.on('error', () => undefined);
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
}

/** An answer to an ordinary request, after which the connection ends; with a value, that as JSON. */
export function answerRequest(response: ServerResponse, status: number, value?: unknown): void {
  const body = value === undefined ? '' : JSON.stringify(value);
  response.writeHead(status, {
    Connection: 'close',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...(value === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(status === 426 ? { Upgrade: 'websocket' } : {}),
  });
  response.end(body);
}
