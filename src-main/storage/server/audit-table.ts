import { auditKinds, type AuditFilter, type AuditKind } from '#shared/domain/audit.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import { maxWallClock } from '#shared/domain/wall-clock.ts';
import type { ReadableDb } from '../readable-db.ts';

/** An event of power as the log has it. */
export interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly kind: AuditKind;
  readonly personId: PersonId;
  /** The canonical JSON of the command. */
  readonly command: string;
  /** Of whoever came in or was raised by an invite. */
  readonly role: PersonRole | null;
  /** Whom a report was about that was closed. */
  readonly reported: PersonId | null;
  /** Whose device was revoked. */
  readonly holder: PersonId | null;
  readonly isUndone: number;
}

export interface AuditPage extends AuditFilter {
  /** Below this `seq`. */
  readonly before: number;
  readonly max: number;
  /**
   * Nothing of reports about this person, nor of closings whose report is still to come back (H6) and may be about them (T16); null
   * for whoever runs the server.
   */
  readonly asker: PersonId | null;
}

/** The acts of power among the events of the log (R26): nothing is kept of them besides. */
export interface AuditTable {
  /** The newest first. Of rooms those that everybody can see. */
  page(page: AuditPage): AuditRow[];
  /** What set the same before `seq`, the newest first: about this person, by them where they came in, or about this device. */
  lastBefore(kind: AuditKind, seq: number, about: AuditSubject): PastSetting | null;
}

export interface AuditSubject {
  readonly personId?: PersonId;
  readonly device?: DeviceKey;
}

export interface PastSetting {
  readonly seq: number;
  readonly command: string;
  readonly role: PersonRole | null;
}

const isBesideMessages = "e.kind <> 'message.posted'";
/** As the index has it, which finds what undid an act by the act. */
const isUndoing = "u.kind IN ('person.roleSet', 'person.standingSet', 'server.doorSet', 'device.banSet')";

export function createAuditTable(db: ReadableDb): AuditTable {
  const page = db.query<
    [
      kind: string,
      before: number,
      from: number,
      to: number,
      asker: string,
      isHost: number,
      anybody: number,
      author: string,
      subject: string,
      reported: string,
      holder: string,
      max: number,
    ],
    AuditRow
  >(
    `SELECT e.seq, e.at, e.kind, p.personId, e.command, e.role, reported.personId AS reported,
       holder.personId AS holder,
       e.kind <> 'device.revoked' AND d.revokedAt IS NOT NULL OR EXISTS (SELECT 1 FROM events u WHERE ${isUndoing} AND u.kind = e.kind
         AND json_extract(u.command, '$.body.undoes.commandId') = json_extract(e.command, '$.commandId')
         AND json_extract(u.command, '$.body.undoes.personId') = p.personId) AS isUndone
     FROM events e JOIN people p ON p.personRef = e.personRef
       LEFT JOIN rooms r ON r.roomRef = e.streamRef
       LEFT JOIN reports x ON e.kind = 'report.closed' AND x.reportId = json_extract(e.command, '$.body.reportId')
       LEFT JOIN people reported ON reported.personRef = x.personRef
       LEFT JOIN devices d ON e.kind IN ('device.linked', 'device.vouched', 'device.revoked')
         AND d.device = json_extract(e.command, '$.body.device')
       LEFT JOIN people holder ON e.kind = 'device.revoked' AND holder.personRef = d.personRef
     WHERE ${isBesideMessages} AND e.kind = ? AND e.seq < ? AND e.at >= ? AND e.at <= ?
       AND (e.kind NOT LIKE 'room.%' OR r.visibility = 'public')
       AND reported.personId IS NOT ?
       AND (? OR e.kind <> 'report.closed' OR reported.personId IS NOT NULL)
       AND (? OR p.personId = ? OR json_extract(e.command, '$.body.personId') = ? OR reported.personId = ?
         OR holder.personId = ?)
     ORDER BY e.seq DESC LIMIT ?`,
  );
  const past = `SELECT e.seq, e.command, e.role FROM events e`;
  const byPerson = db.query<[kind: string, seq: number, personId: string], PastSetting>(
    `${past} JOIN people p ON p.personRef = e.personRef WHERE ${isBesideMessages} AND e.kind = ? AND e.seq < ? AND e.isOverruled = 0
       AND e.role IS NOT NULL AND p.personId = ? ORDER BY e.seq DESC LIMIT 1`,
  );
  const about = (field: string) =>
    db.query<[kind: string, seq: number, value: string], PastSetting>(
      `${past} WHERE ${isBesideMessages} AND e.kind = ? AND e.seq < ? AND e.isOverruled = 0
         AND json_extract(e.command, '$.body.${field}') = ? ORDER BY e.seq DESC LIMIT 1`,
    );
  const [aboutPerson, aboutDevice] = [about('personId'), about('device')];
  const any = db.query<[kind: string, seq: number], PastSetting>(
    `${past} WHERE ${isBesideMessages} AND e.kind = ? AND e.seq < ? AND e.isOverruled = 0 ORDER BY e.seq DESC LIMIT 1`,
  );
  return {
    page: ({ kinds = auditKinds, before, from = 0, to = maxWallClock, personId, asker, max }) => {
      // No person has the empty id.
      const who = personId ?? '';
      const isHost = Number(asker === null);
      const anybody = Number(personId === undefined);
      // Kind by kind, each in the order of the index.
      const rows = kinds.flatMap((kind) =>
        page.all(kind, before, from, to, asker ?? '', isHost, anybody, who, who, who, who, max),
      );
      return rows.toSorted((one, other) => other.seq - one.seq).slice(0, max);
    },
    lastBefore: (kind, seq, { personId, device }) => {
      if (device !== undefined) return aboutDevice.get(kind, seq, device) ?? null;
      if (personId === undefined) return any.get(kind, seq) ?? null;
      const isByThem = kind === 'person.admitted' || kind === 'invite.accepted';
      return (isByThem ? byPerson : aboutPerson).get(kind, seq, personId) ?? null;
    },
  };
}
