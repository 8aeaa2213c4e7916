import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDirectEventLog } from '#main/storage/server/direct-event-log.ts';
import { databaseFile, highWaterFile } from '#main/storage/server/server-files.ts';
import { connect, connectReadOnly } from '#main/storage/database.ts';
import { createLogVerifier } from '#main/storage/verifier/log-verifier.ts';
import { createSliceReader, type SliceRange } from '#main/storage/verifier/slice-reader.ts';
import { present } from '#shared/assert.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import { silentLogger, type LogFields } from '#shared/logger.ts';
import { TestDevice } from '#test/contract/event-log-device.ts';
import { setupStoredServer } from '../backups/stored-server.ts';
import { unsigned } from './unsigned-item.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const seed = new Uint8Array(32).fill(207);

/** A server's folder with Ann in it, who talks; its verifier reads here what its thread would read. */
async function setupVerifier() {
  const server = setupStoredServer();
  const { folder, clock, identity } = server;
  let database = server.open();
  const ann = new TestDevice(createDirectEventLog(database), identity.serverId, 91);
  await ann.act('person.admit', { displayName: 'Ann' });
  const general = present(database.directory().rooms[0], 'a server has a first room').room.roomId;
  await ann.act('room.join', { roomId: general });
  const closed: DeviceKey[] = [];
  const lines: string[] = [];
  const looks: SliceRange[] = [];
  const threads = { opened: 0, closed: 0, isBroken: false, tookMs: 0 };
  let found = 0;
  const tell = (line: string, _fields?: LogFields) => void lines.push(line);

  const start = () => {
    const own = database;
    return createLogVerifier({
      clock,
      log: { ...silentLogger, error: tell, warn: tell },
      notes: {
        verification: async () => own.verification(),
        noteVerified: async (part) => own.noteVerified(part),
        reopenDevice: async (beginning) => own.reopenDevice(beginning),
      },
      openThread: async () => {
        threads.opened += 1;
        const reader = createSliceReader({ db: connectReadOnly(databaseFile(folder)), seed, monotonic: () => 0 });
        return {
          check: async (range) => {
            if (threads.isBroken) throw new Error('the disk does not answer');
            looks.push(range);
            return { ...reader.check(range), tookMs: threads.tookMs };
          },
          close: async () => {
            threads.closed += 1;
            reader.close();
          },
        };
      },
      headSeq: () => own.stats().headSeq,
      onDeviceClosed: (device) => void closed.push(device),
      onFound: () => (found += 1),
    });
  };
  /** Lets time pass, a little at a time, and what is done in it be done. */
  const pass = async (ms: number) => {
    const step = Math.max(1_000, ms / 1_000);
    for (let passed = 0; passed < ms; passed += step) {
      clock.advance(step);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const say = (text: string) => ann.say(general, text);
  const sayUnsigned = (text: string) =>
    ann.append(unsigned(ann.item('message.send', { roomId: general, content: { type: 'text', text } })));
  /** What the owner of the folder does while the server does not run. */
  const whileStopped = async (sql: string) => {
    database.close();
    // Or the next start notices a loss of its own accord (H1).
    rmSync(highWaterFile(folder), { force: true });
    const db = connect(databaseFile(folder));
    db.runScript(sql);
    db.close();
    database = server.open();
    ann.log = createDirectEventLog(database);
  };
  const counts = { found: () => found, closed, lines, looks, threads };
  return { ...counts, clock, ann, start, pass, say, sayUnsigned, whileStopped, notes: () => database };
}

describe('the verifier of a log', () => {
  it('[P11] follows it to its end, reads it once more, and then leaves it alone', async () => {
    const { start, pass, say, looks, threads, notes, found } = await setupVerifier();
    await say('one');
    const verifier = start();
    await pass(10_000);
    const head = notes().stats().headSeq;
    expect(looks).toEqual([
      { afterSeq: 0, upToSeq: head },
      { afterSeq: 0, upToSeq: head },
    ]);
    expect(verifier.status()).toEqual({
      upToSeq: head,
      changedEvents: 0,
      firstChangedSeq: null,
      unsignedMessages: 0,
      closedDevices: 0,
    });
    expect([notes().verification().upToSeq, found()]).toEqual([head, 0]);
    await pass(2 * minuteMs);
    expect([looks.length, threads.opened, threads.closed]).toEqual([2, 1, 1]);
    await say('two');
    await pass(10_000);
    expect(looks.slice(2)).toEqual([{ afterSeq: head, upToSeq: head + 1 }]);
    await verifier.stop();
  });

  it('[P11] closes a device that did not sign what it sent, at once and for the next start, and its messages count as its own', async () => {
    const { start, pass, say, sayUnsigned, closed, notes, ann, lines } = await setupVerifier();
    const verifier = start();
    await pass(10_000);
    await sayUnsigned('not mine');
    await say('mine');
    await sayUnsigned('not mine either');
    await pass(10_000);
    expect(closed).toEqual([ann.device]);
    const status = { changedEvents: 0, unsignedMessages: 2, closedDevices: 1 };
    expect(verifier.status()).toMatchObject(status);
    expect(lines).toEqual(['A device did not sign what it sent. It is shut out.']);
    expect(notes().login(ann.device, ann.outboxId).standing).toBe('closed');
    await verifier.stop();

    const again = start();
    await pass(dayMs + minuteMs);
    expect([again.status(), closed.length]).toMatchObject([status, 1]);
    await again.stop();
  });

  it('[P11] lets a device in again when whoever runs the server says so, and closes it anew for what it does then', async () => {
    const { start, pass, sayUnsigned, closed, notes, ann } = await setupVerifier();
    const verifier = start();
    await sayUnsigned('not mine');
    await pass(10_000);
    expect([await verifier.reopen('?'), await verifier.reopen(ann.device.slice(0, 8))]).toEqual([0, 1]);
    expect(notes().login(ann.device, ann.outboxId).standing).toBe('active');
    await pass(dayMs + minuteMs);
    expect([verifier.status().closedDevices, closed.length]).toEqual([0, 1]);
    await sayUnsigned('not mine again');
    await pass(10_000);
    expect([verifier.status().closedDevices, closed]).toEqual([1, [ann.device, ann.device]]);
    await verifier.stop();
  });

  it('[P11] tells what was changed in the database since it looked, and blames no device for it', async () => {
    const { start, pass, say, whileStopped, closed, lines, found } = await setupVerifier();
    for (const text of ['one', 'two', 'three']) await say(text);
    const before = start();
    await pass(10_000);
    await before.stop();
    const ofMessage = (text: string) => `WHERE command LIKE '%"${text}"%'`;
    await whileStopped(`
      UPDATE events SET command = replace(command, '"one"', '"won"') ${ofMessage('one')};
      UPDATE events SET signature = '${'A'.repeat(86)}' ${ofMessage('two')};
      DELETE FROM events ${ofMessage('three')};
      INSERT INTO events SELECT seq + 1, epoch, streamRef, streamSeq + 1, itemNumber, at, kind, personRef, deviceRef, command,
        signature, mac, originEpoch, originSeq, isOverruled, role FROM events ${ofMessage('two')};
    `);
    const verifier = start();
    await pass(10_000);
    expect(verifier.status()).toMatchObject({ changedEvents: 3, unsignedMessages: 0, closedDevices: 0 });
    expect([closed, found()]).toEqual([[], 1]);
    expect(lines).toEqual(['Events are not what the server wrote, or are gone: its database was changed.']);
    // They are known: the next day tells nothing new.
    await pass(dayMs + minuteMs);
    expect([verifier.status().changedEvents, lines.length]).toEqual([3, 1]);
    await verifier.stop();
  });

  it('[P11] follows anew from where a log that lost its end goes on', async () => {
    const { start, pass, say, sayUnsigned, whileStopped, notes, looks } = await setupVerifier();
    await say('one');
    await sayUnsigned('not mine');
    const before = start();
    await pass(10_000);
    const { upToSeq, unsigned: own } = notes().verification();
    expect(own).toEqual([upToSeq]);
    await before.stop();
    await whileStopped('DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)');
    expect(notes().verification().upToSeq).toBe(upToSeq - 1);
    // It takes the place of the lost one, and is no message that nobody signed.
    await say('two');
    const [seen, verifier] = [looks.length, start()];
    await pass(10_000);
    expect(looks[seen]).toEqual({ afterSeq: upToSeq - 1, upToSeq });
    expect(notes().verification()).toMatchObject({ upToSeq, unsigned: [] });
    await verifier.stop();
  });

  it('[P11] writes its mark only behind what it found: a process that dies in between looks again', async () => {
    const { start, pass, sayUnsigned, notes, closed, threads } = await setupVerifier();
    await sayUnsigned('not mine');
    const dying = createDying(notes());
    const verifier = start();
    dying.refuse();
    await pass(10_000);
    expect([closed, notes().verification()]).toMatchObject([[], { upToSeq: 0, unsigned: [] }]);
    dying.allow();
    await pass(2 * minuteMs);
    expect([closed.length, notes().verification().unsigned.length]).toEqual([1, 1]);
    expect(threads.opened).toBe(2);
    await verifier.stop();
  });

  it('[P11] rests after each slice, four times as long as that took, and nineteen times where it reads again', async () => {
    const { start, say, looks, threads, clock } = await setupVerifier();
    await say('one');
    threads.tookMs = 1_000;
    const verifier = start();
    const lookAfter = async (ms: number) => {
      clock.advance(ms);
      await new Promise((resolve) => setImmediate(resolve));
      return looks.length;
    };
    expect(await lookAfter(2_000)).toBe(1);
    await say('two');
    expect([await lookAfter(3_999), await lookAfter(1)]).toEqual([1, 2]);
    // What is new is followed: now it reads all of it again.
    expect([await lookAfter(3_999), await lookAfter(1)]).toEqual([2, 3]);
    await say('three');
    expect([await lookAfter(18_999), await lookAfter(1)]).toEqual([3, 4]);
    await verifier.stop();
  });

  it('[P11] says once that it cannot read, tries again after a minute, and ends its thread', async () => {
    const { start, pass, lines, threads, looks } = await setupVerifier();
    threads.isBroken = true;
    const verifier = start();
    await pass(3 * minuteMs);
    expect(lines).toEqual(['The log cannot be verified just now.']);
    expect(threads).toMatchObject({ opened: 3, closed: 3 });
    threads.isBroken = false;
    await pass(minuteMs);
    expect(looks.length).toBeGreaterThan(0);
    await verifier.stop();
    expect(threads.opened).toBe(threads.closed);
  });

  it('[P11] does nothing any more once it was stopped', async () => {
    const { start, pass, threads, clock } = await setupVerifier();
    const early = start();
    await early.stop();
    const late = start();
    await pass(10_000);
    await late.stop();
    expect([threads.opened, threads.closed, clock.pendingTimers()]).toEqual([1, 1, 0]);
  });
});

/** Lets notes fail, as where nothing can be written. */
function createDying(notes: { noteVerified: unknown }) {
  const own = notes.noteVerified;
  return {
    refuse: () => {
      notes.noteVerified = () => {
        throw new Error('the disk is full');
      };
    },
    allow: () => {
      notes.noteVerified = own;
    },
  };
}
