import { afterEach, describe, expect, it } from 'vitest';
import { clientTextFrame } from '#test/bench/frame-reader.ts';
import { openHallwayClient } from '#test/bench/hallway-load-client.ts';
import { freePort } from '#test/support/free-port.ts';
import { isMessage } from '#test/support/chat-script.ts';
import { openOffice, type Office } from '#test/support/office.ts';

const floodCount = 400;

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** What the server counted, by its metrics. */
async function countsOf(port: number): Promise<(what: string) => number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return (what) => Number(new RegExp(`^hallway_\\w+\\{what="${what}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe('a device that sends all it has at once', () => {
  it(`[D14] gets all ${floodCount} commands accepted, more slowly, and nobody else waits for it`, async () => {
    office = openOffice();
    const metricsPort = await freePort();
    const { port } = await office.openServer(
      '--metrics-port',
      String(metricsPort),
      '--limit',
      'maxCommandsPerSecond=100',
    );
    const mara = office.openChat('Mara');
    await mara.ask('wait', { for: 'room', room: 'general' });
    const flooding = await openHallwayClient({ host: '127.0.0.1', port, path: '/hallway' }, 'Nils');
    const roomId = flooding.firstRoomId;
    await flooding.run('room.join', { roomId });
    const frames = Array.from({ length: floodCount }, (_, index) =>
      clientTextFrame(
        flooding.commandFrame('message.send', { roomId, content: { type: 'text', text: `flood ${index + 1}` } }),
      ),
    );
    flooding.socket.send(Buffer.concat(frames));
    const numbers: unknown[] = [];
    while (numbers.length < floodCount / 2) await hear();
    await mara.ask('message.send', { room: 'general', text: 'in between' });
    while (numbers.length < floodCount) await hear();
    // Admission and joining took the first two.
    expect(numbers).toEqual(frames.map((_, index) => index + 3));
    await mara.until(isMessage(`flood ${floodCount}`));
    const heard = mara.of('message').map(({ text }) => text);
    expect(heard.filter((text) => text !== 'in between')).toEqual(frames.map((_, index) => `flood ${index + 1}`));
    expect(heard.at(-1)).toBe(`flood ${floodCount}`);
    const count = await countsOf(metricsPort);
    expect([count('commandsRefusedForNow'), count('queuedCommands'), count('slowedSessions')]).toEqual([0, 0, 0]);
    expect(count('readsSlowed')).toBeGreaterThan(1);

    async function hear(): Promise<void> {
      const frame = JSON.parse(await flooding.socket.next()) as { readonly type: string; readonly number?: number };
      expect(frame.type).not.toBe('refused');
      if (frame.type === 'accepted') numbers.push(frame.number);
    }
  });
});
