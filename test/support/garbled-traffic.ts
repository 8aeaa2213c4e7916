import { createSocket, type Socket } from 'node:dgram';

const group = '224.0.0.251';
const port = 5353;

export interface GarblePlan {
  /** IPv4 address of this machine on the network to disturb. */
  readonly address: string;
  readonly packetCount: number;
  readonly seed: number;
}

/** Waits for mDNS packets and sends them on with bytes changed, cut off or doubled, from port 5353 like an honest host. */
export async function garbleTraffic({ address, packetCount, seed }: GarblePlan): Promise<void> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const heard: Buffer[] = [];
  socket.on('message', (message, sender) => {
    if (sender.address !== address) heard.push(message);
  });
  await new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', resolve));
  socket.addMembership(group, address);
  socket.setMulticastInterface(address);
  const nextNumber = createNumbers(seed);
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  for (let count = 0; count < packetCount; count += 1) {
    const original = heard[nextNumber() % heard.length] ?? Buffer.alloc(0);
    await send(socket, garble(original, nextNumber));
  }
  await new Promise<void>((resolve) => socket.close(resolve));
}

function garble(original: Buffer, nextNumber: () => number): Buffer {
  const bytes = Buffer.concat([original, nextNumber() % 4 === 0 ? original : Buffer.alloc(0)]);
  const changes = nextNumber() % 6;
  for (let count = 0; count < changes; count += 1) bytes[nextNumber() % bytes.length] = nextNumber() % 256;
  return nextNumber() % 4 === 0 ? bytes.subarray(0, nextNumber() % bytes.length) : bytes;
}

function send(socket: Socket, packet: Buffer): Promise<void> {
  return new Promise((resolve) => socket.send(packet, port, group, () => resolve()));
}

/** The Park-Miller generator: whole numbers below 2^31 from a seed. */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state;
  };
}
