/**
 * What the figures are compared with: `ws` over TLS as most people write it. Each message is sent on to everybody in its room
 * in a loop; with `--durable` each is first committed to SQLite (FULL), one transaction a message.
 */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { createCertificate } from '#main/transport/certificate.ts';
import { openNaiveStore } from './naive-store.ts';

const folder = process.argv.includes('--durable') ? (process.argv.at(-1) ?? null) : null;
const store = folder === null ? null : openNaiveStore(folder);
const certificate = await createCertificate();
const server = createServer({
  cert: certificate.certificatePem,
  key: certificate.privateKeyPem,
  minVersion: 'TLSv1.3',
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const rooms = new Map<string, Set<WebSocket>>();

sockets.on('connection', (socket, request) => {
  const name = new URL(request.url ?? '/', 'https://localhost').searchParams.get('room') ?? 'general';
  const room = rooms.get(name) ?? new Set<WebSocket>();
  rooms.set(name, room.add(socket));
  socket.on('close', () => room.delete(socket));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as { id: number; text: string };
    store?.insert(message.text);
    const text = JSON.stringify({ event: 'message', room: name, at: Date.now(), ...message });
    for (const member of room) if (member !== socket) member.send(text);
    socket.send(JSON.stringify({ event: 'ack', id: message.id }));
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ type: 'listening', port: (server.address() as AddressInfo).port })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
