import type { Migration } from '../migrate.ts';

/** Who let whom in (T6, T7), out of the log: what an invite or a word at the door is worth follows from it. */
export const serverInviteUses: Migration = {
  version: 12,
  sql: `
    ALTER TABLE acceptedDevices RENAME TO acceptedDevicesBefore;
    CREATE TABLE acceptedDevices (
      device TEXT PRIMARY KEY,
      role TEXT NOT NULL,
      acceptorRef INTEGER NOT NULL REFERENCES people,
      acceptedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO acceptedDevices (device, role, acceptorRef, acceptedAt)
      SELECT a.device, a.role, e.personRef, a.acceptedAt FROM events e
        JOIN acceptedDevicesBefore a ON a.device = json_extract(e.command, '$.body.device') AND a.acceptedAt = e.at
      WHERE e.kind <> 'message.posted' AND e.kind = 'knock.accepted' ORDER BY e.seq DESC;
    DROP TABLE acceptedDevicesBefore;

    -- Apart from the invites, because a use or an end may come back before what it is of (H6).
    -- seq: of the event by which it was used; 0 of one that was given back, which says nothing of what came after it.
    CREATE TABLE inviteUses (
      inviteId TEXT NOT NULL,
      personRef INTEGER NOT NULL REFERENCES people,
      seq INTEGER NOT NULL,
      PRIMARY KEY (inviteId, personRef)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX inviteUsesByPerson ON inviteUses (personRef);
    INSERT OR IGNORE INTO inviteUses (inviteId, personRef, seq)
      SELECT json_extract(command, '$.body.inviteId'), personRef, iif(originSeq IS NULL, seq, 0) FROM events
      WHERE kind <> 'message.posted' AND kind IN ('person.admitted', 'invite.accepted')
        AND json_extract(command, '$.body.inviteId') IS NOT NULL
      ORDER BY seq;

    CREATE TABLE revokedInvites (inviteId TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO revokedInvites (inviteId)
      SELECT json_extract(command, '$.body.inviteId') FROM events
      WHERE kind <> 'message.posted' AND kind = 'invite.revoked';

    UPDATE invites SET
      uses = (SELECT count(*) FROM inviteUses u WHERE u.inviteId = invites.inviteId),
      isRevoked = EXISTS (SELECT 1 FROM revokedInvites r WHERE r.inviteId = invites.inviteId);

    -- Follows from the uses.
    DROP TABLE grants;
  `,
};
