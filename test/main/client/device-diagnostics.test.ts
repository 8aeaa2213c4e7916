import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { ClientFrame } from '#shared/protocol/client-frame.ts';
import type { RequestFrame } from '#shared/protocol/request.ts';
import type { Acknowledgement } from '#shared/protocol/signal.ts';
import type { Name } from '#shared/domain/name.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { FakeClock } from '#test/support/fake-clock.ts';
import { forgetNewest } from '#test/support/forget-newest.ts';
import { joinScriptedServer } from '#test/support/scripted-world.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, say, serverView, texts } from '#test/support/world-talk.ts';

const diagnosticsOf = ({ world, ann, server }: TwoPeople) =>
  ask(world, ann, ['server.diagnostics', { serverId: server.serverId }]);

function isClockRead(frame: ClientFrame): frame is RequestFrame {
  return frame.type === 'request' && frame.name === 'clock.read';
}

describe('the diagnostics of a device', () => {
  it('tell where it stands while it is connected', async () => {
    const office = await setupTwoPeople('standing');
    const { world, ann, bob, server, spot } = office;
    await say(world, bob, { ...spot, text: 'one' });
    await world.until(async () => (await texts(world, ann, spot)).includes('one'));
    await world.run(2_000);
    const found = await diagnosticsOf(office);
    expect(found).toMatchObject({
      serverId: server.serverId,
      name: server.name,
      connection: { type: 'online' },
      address: server.address,
      epoch: { epoch: 1 },
      holes: [],
      gaps: 0,
      setAside: 0,
      starts: 1,
      renewals: [],
      outbox: { waiting: 0, failed: 0 },
      session: { connections: 1, losses: 0, lastLoss: null },
    });
    expect([found.positionSeq, found.headSeq]).toEqual([found.headSeq, server.chat.stats().headSeq]);
    expect(found.connectionSince).toBeGreaterThanOrEqual(found.session.startedAt);
    expect(found.databaseBytes).toBeGreaterThan(0);
  });

  it('[D11] tell that it was lost, that it waits and since when, and no clock of a server that is away', async () => {
    const office = await setupTwoPeople('away');
    const { world, ann, server, spot } = office;
    world.network.unplug(ann.host);
    await world.run(30_000);
    await say(world, ann, { ...spot, text: 'waits' });
    const found = await diagnosticsOf(office);
    expect(found).toMatchObject({
      connection: { type: 'reconnecting' },
      address: null,
      clock: null,
      outbox: { waiting: 1 },
      session: { connections: 1, losses: 1, lastLoss: { problem: { type: 'connection_lost' } } },
    });
    expect(found.connectionSince).toBe(found.session.lastLoss?.at);
    world.network.plug(ann.host);
    await world.until(async () => (await diagnosticsOf(office)).connection.type === 'online');
    expect((await diagnosticsOf(office)).session).toMatchObject({ connections: 2, losses: 1 });
    await ann.close();
    await ann.start();
    await world.until(async () => (await diagnosticsOf(office)).connection.type === 'online');
    expect(await diagnosticsOf(office)).toMatchObject({ starts: 2, session: { connections: 1, losses: 0 } });
    expect(server.name).toBe('Office');
  });

  it('[D8] tell of a hole by its room, and that it was mended', async () => {
    const office = await setupTwoPeople('hole');
    const { world, ann, bob, server, spot } = office;
    const stream = roomStream(spot.roomId);
    for (const text of ['one', 'two']) await say(world, bob, { ...spot, text });
    await world.until(async () => (await texts(world, ann, spot)).includes('two'));
    const db = present(ann.disk.databaseOf(server.serverId), 'it was opened');
    forgetNewest((sql) => {
      db.runScript(sql);
    }, stream);
    await say(world, bob, { ...spot, text: 'three' });
    await world.until(async () => (await diagnosticsOf(office)).holes.some(({ mended }) => mended === 1));
    expect(await diagnosticsOf(office)).toMatchObject({ gaps: 0, holes: [{ stream, found: 1, mended: 1, open: 0 }] });
    expect(await texts(world, ann, spot)).toEqual(['one', 'two', 'three']);
  });

  it('read the clock of the server, with half the way there and back taken off', async () => {
    const aheadMs = 5_000;
    let clock: FakeClock | null = null;
    const { world, ann, serverId } = await joinScriptedServer((frame, session) => {
      if (!isClockRead(frame)) return false;
      // Half of the time it was on its way, half of it the answer is.
      clock?.after(200, () => {
        const at = aheadMs + (clock?.now() ?? 0);
        clock?.after(200, () => {
          session.reply(frame, { at });
        });
      });
      return true;
    });
    clock = world.clock;
    const found = await ask(world, ann, ['server.diagnostics', { serverId }]);
    const { roundTripMs, offsetMs } = present(found.clock, 'it was read');
    expect([roundTripMs, offsetMs]).toEqual([400, aheadMs]);
  });

  it('[D8] are told to the server with the first position of a session: gaps, starts, and the clock once it was read', async () => {
    let clock: FakeClock | null = null;
    const { world, ann, server } = await joinScriptedServer((frame, session) => {
      if (!isClockRead(frame)) return false;
      session.reply(frame, { at: (clock?.now() ?? 0) + 5_000 });
      return true;
    });
    clock = world.clock;
    const notesOf = () =>
      server.session.signals('ack').map((params) => ({ ...(params as Acknowledgement), position: undefined }));
    const first = { holes: { found: 0, mended: 0 }, starts: 1 };
    await ann.close();
    await ann.start();
    await world.run(3_000);
    server.session.tellPosition(1);
    await world.run(3_000);
    expect(notesOf().reduce((all, notes) => ({ ...all, ...notes }), {})).toEqual({
      ...first,
      starts: 2,
      clockOffsetMs: -5_000,
      position: undefined,
    });
    expect(notesOf()[0]).toMatchObject({ ...first, starts: 2 });
  });

  it('[H7] tell what came back of what the server lost, also after the person has seen it, and nothing where it lost nothing', async () => {
    const office = await setupTwoPeople('came back');
    const { world, ann, bob, server, spot } = office;
    await world.run(3_000);
    expect(await diagnosticsOf(office)).toMatchObject({ healed: null });
    const restore = server.backUp();
    await say(world, bob, { ...spot, text: 'lost' });
    await world.run(3_000);
    server.crash();
    restore();
    await server.start();
    await world.until(async () => (await diagnosticsOf(office)).connection.type === 'online');
    await world.run(10_000);
    await ask(world, ann, ['server.healingSeen', { serverId: server.serverId }]);
    expect(await diagnosticsOf(office)).toMatchObject({ healed: { returned: 1, missing: 0, closedRooms: 0 } });
  });

  it('[H7] count nothing as only here that came back, however often the server went back, and no login it asked for as a loss', async () => {
    const office = await setupTwoPeople('back again');
    const { world, bob, server, spot } = office;
    const ends: [number, number, number][] = [];
    for (const text of ['lost once', 'lost twice']) {
      const restore = server.backUp();
      await say(world, bob, { ...spot, text });
      await ask(world, bob, ['person.rename', { serverId: server.serverId, displayName: `Bob ${text}` as Name }]);
      await world.run(3_000);
      server.crash();
      restore();
      await server.start();
      await world.until(async () => (await diagnosticsOf(office)).connection.type === 'online');
      await world.run(20_000);
      const { setAside, session } = await diagnosticsOf(office);
      ends.push([setAside, session.connections, session.losses]);
    }
    expect(ends).toEqual([
      [0, 2, 1],
      [0, 3, 2],
    ]);
  });

  it('[H7] count as only here what the server lost and keeps closed', async () => {
    const office = await setupTwoPeople('only here');
    const { world, ann, bob, server } = office;
    const { serverId } = server;
    const made = { name: 'closed' as Name, topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', { serverId, ...made }]);
    const { personId } = await serverView(world, bob, server);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await world.run(3_000);
    const restore = server.backUp();
    for (const text of ['one', 'two']) await say(world, ann, { server, roomId, text });
    await world.run(3_000);
    server.crash();
    restore();
    world.network.unplug(bob.host);
    await server.start();
    await world.until(async () => (await diagnosticsOf(office)).connection.type === 'online');
    await world.run(20_000);
    expect((await diagnosticsOf(office)).setAside).toBe(2);
    world.network.plug(bob.host);
    await world.run(60_000);
    expect((await diagnosticsOf(office)).setAside).toBe(0);
  });

  it('wait for a server that does not answer no longer than a person does', async () => {
    const { world, ann, serverId } = await joinScriptedServer((frame) => isClockRead(frame));
    const before = world.clock.monotonic();
    const found = await ask(world, ann, ['server.diagnostics', { serverId }]);
    expect(found).toMatchObject({ clock: null, connection: { type: 'online' } });
    expect(world.clock.monotonic() - before).toBeLessThan(2_000);
  });

  it('of a server whose database cannot be opened are the reason', async () => {
    const { world, ann, server } = await setupTwoPeople('broken');
    await ann.close();
    ann.disk.failOpening({ type: 'disk_full', folder: '/data' });
    await ann.start();
    const answer = await ann.api.call('server.diagnostics', { serverId: server.serverId });
    expect(answer).toMatchObject({ ok: false, error: { type: 'storage_failed', detail: 'disk_full' } });
    await world.settle();
  });
});
