import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openHallwayClient, type HallwayLoadClient } from '#test/bench/hallway-load-client.ts';
import { clientTextFrame } from '#test/bench/frame-reader.ts';
import { openOffice, type Office } from '#test/support/office.ts';
import { callsWithin, isSync, isWrittenAndSynced, type Exchange } from '#test/support/wal-order.ts';
import { isTraceComplete, readWalCalls, spawnTraced, traceObstacle } from '#test/support/wal-trace.ts';

const commandCount = 30;
const burstCount = 64;

const obstacle = traceObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

describe.skipIf(obstacle !== null)(`the server's disk, watched from outside${why}`, () => {
  it(`[D2, I1] each of ${commandCount} acceptances comes after the log was written and synchronised`, async () => {
    const { client, calls } = await setupTracedServer();
    const exchanges: Exchange[] = [];
    for (let turn = 0; turn < commandCount; turn += 1) {
      const sentAt = Date.now();
      await client.run('message.send', message(client, `message ${turn}`));
      // The clock here tells whole milliseconds.
      exchanges.push({ sentAt, heardAt: Date.now() + 1 });
    }
    const seen = await calls();
    const unsafe = exchanges.filter((exchange) => !isWrittenAndSynced(callsWithin(seen, exchange)));
    expect(unsafe).toEqual([]);
    const [sentAt, heardAt] = [exchanges[0]?.sentAt ?? 0, exchanges.at(-1)?.heardAt ?? 0];
    const syncs = callsWithin(seen, { sentAt, heardAt }).filter(isSync);
    expect(syncs.length).toBeGreaterThanOrEqual(commandCount);
  });

  it(`[D2] ${burstCount} commands that arrive together share a few synchronisations`, async () => {
    const { client, calls } = await setupTracedServer();
    const frames = Array.from({ length: burstCount }, (_, index) =>
      clientTextFrame(client.commandFrame('message.send', message(client, `message ${index}`))),
    );
    const sentAt = Date.now();
    client.socket.send(Buffer.concat(frames));
    for (let accepted = 0; accepted < burstCount;) {
      const frame = JSON.parse(await client.socket.next()) as { readonly type: string };
      expect(['accepted', 'position', 'signal']).toContain(frame.type);
      if (frame.type === 'accepted') accepted += 1;
    }
    const heardAt = Date.now() + 1;
    const seen = callsWithin(await calls(), { sentAt, heardAt });
    expect(isWrittenAndSynced(seen)).toBe(true);
    expect(seen.filter(isSync).length).toBeLessThanOrEqual(burstCount / 4);
  });
});

async function setupTracedServer() {
  office = openOffice({ spawnServer: (...start) => spawnTraced(traceFile)(...start) });
  const traceFile = join(office.folder, 'trace');
  const server = await office.openServer();
  const client = await openHallwayClient({ host: '127.0.0.1', port: server.port, path: '/hallway' }, 'Mara');
  await client.run('room.join', { roomId: client.firstRoomId });
  return {
    client,
    calls: async () => {
      client.socket.close();
      await server.stop('SIGTERM');
      await expect.poll(() => isTraceComplete(traceFile, server.pid)).toBe(true);
      return readWalCalls(traceFile);
    },
  };
}

function message({ firstRoomId }: HallwayLoadClient, text: string): Record<string, unknown> {
  return { roomId: firstRoomId, content: { type: 'text', text } };
}
