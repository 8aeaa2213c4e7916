import type { DeviceKey } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import type { UnsignedMessage } from '../verifier/slice-reader.ts';
import { createClosedDeviceTable } from './closed-device-table.ts';
import type { EngineClock } from './transactions.ts';

/** How far the log was verified, and what of it was not signed (P11). It goes back with the log when that goes back. */
export interface VerificationState {
  readonly upToSeq: number;
  /** The numbers of messages that their devices did not sign. */
  readonly unsigned: readonly number[];
  readonly closedDevices: readonly DeviceKey[];
}

export interface VerifiedPart {
  readonly upToSeq: number;
  readonly unsigned: readonly UnsignedMessage[];
}

export interface VerificationNotes {
  state(): VerificationState;
  /** The devices that are closed from now on because of it. */
  noteVerified(part: VerifiedPart): readonly DeviceKey[];
  /** Lets a device in again whose key begins like this; how many there are that do. Where there are several, none is let in. */
  reopenDevice(beginning: string): number;
}

/** Made when the log is opened, before anything is appended. */
export function createVerificationNotes(db: WritableDb, clock: Pick<EngineClock, 'now'>): VerificationNotes {
  const read = db.query<[], { upToSeq: number }>('SELECT upToSeq FROM verified WHERE id = 1');
  const last = db.query<[], { seq: number | null }>('SELECT max(seq) AS seq FROM events');
  const unsigned = db.query<[], { seq: number }>('SELECT seq FROM unsignedMessages ORDER BY seq');
  const setMark = db.change<[upToSeq: number]>('UPDATE verified SET upToSeq = ? WHERE id = 1');
  const addUnsigned = db.change<[seq: number, device: string]>(
    'INSERT OR REPLACE INTO unsignedMessages (seq, device) VALUES (?, ?)',
  );
  const forgetBeyond = db.change<[seq: number]>('DELETE FROM unsignedMessages WHERE seq > ?');
  const closedDevices = createClosedDeviceTable(db);
  const mark = () => read.get()?.upToSeq ?? 0;

  /** A log that lost its end gives those places to other events, which nobody has looked at. */
  function followTheLog(): void {
    const head = last.get()?.seq ?? 0;
    if (mark() <= head) return;
    db.transact(() => {
      setMark.run(head);
      forgetBeyond.run(head);
    });
  }

  function note({ upToSeq, unsigned: found }: VerifiedPart): DeviceKey[] {
    for (const { seq, device } of found) addUnsigned.run(seq, device);
    setMark.run(upToSeq);
    return found.flatMap(({ device }) => (closedDevices.close(device, clock.now()) ? [device] : []));
  }

  followTheLog();
  return {
    state: () =>
      db.readTogether(() => ({
        upToSeq: mark(),
        unsigned: unsigned.all().map(({ seq }) => seq),
        closedDevices: closedDevices.all(),
      })),
    // A mark that a power cut takes back costs a second look.
    noteVerified: (part) =>
      part.unsigned.length > 0 ? db.transact(() => note(part)) : db.transactRelaxed(() => note(part)),
    reopenDevice: (beginning) => {
      const meant = closedDevices.all().filter((device) => device.startsWith(beginning));
      const [device] = meant;
      if (device !== undefined && meant.length === 1) db.transact(() => closedDevices.open(device));
      return meant.length;
    },
  };
}
