import type { Epoch } from '#shared/domain/epoch.ts';
import type { DeviceKey, EpochId, OutboxId, PersonId, ServerId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';
import { present } from '#shared/assert.ts';
import type { WritableDb } from '../readable-db.ts';

/** The one row that says whose database this is and how far it has got. */
export interface Meta {
  readonly serverId: ServerId;
  readonly device: DeviceKey;
  readonly personId: PersonId;
  readonly outboxId: OutboxId;
  /** The last number given out in this outbox. */
  readonly lastNumber: number;
  /** Null until the first snapshot. */
  readonly epoch: Epoch | null;
  readonly position: Position | null;
  readonly isResyncNeeded: boolean;
  /** The kinds of command that the version knew which folded last. */
  readonly vocabulary: string;
  readonly eventCount: number;
  /** How often a program began to work with it. */
  readonly starts: number;
}

export type NewMeta = Pick<Meta, 'serverId' | 'device' | 'personId' | 'outboxId' | 'vocabulary'>;

interface MetaRow extends Pick<
  Meta,
  'serverId' | 'device' | 'personId' | 'outboxId' | 'lastNumber' | 'vocabulary' | 'eventCount' | 'starts'
> {
  readonly epoch: number | null;
  readonly epochId: EpochId | null;
  readonly position: string | null;
  readonly isResyncNeeded: number;
}

export function createMetaTable(db: WritableDb) {
  const select = db.query<[], MetaRow>('SELECT * FROM meta WHERE id = 1');
  const insert = db.change<[string, string, string, string, string]>(
    `INSERT INTO meta (id, serverId, device, personId, outboxId, vocabulary, lastNumber, isResyncNeeded, eventCount)
     VALUES (1, ?, ?, ?, ?, ?, 0, 0, 0)`,
  );
  const setOutbox = db.change<[string, number]>('UPDATE meta SET outboxId = ?, lastNumber = ? WHERE id = 1');
  const setPerson = db.change<[string]>('UPDATE meta SET personId = ? WHERE id = 1');
  const setPosition = db.change<[string]>('UPDATE meta SET position = ? WHERE id = 1');
  const setSnapshot = db.change<[number, string, string]>(
    'UPDATE meta SET epoch = ?, epochId = ?, position = ?, isResyncNeeded = 0 WHERE id = 1',
  );
  const needResync = db.change<[]>('UPDATE meta SET isResyncNeeded = 1 WHERE id = 1');
  const setVocabulary = db.change<[string]>('UPDATE meta SET vocabulary = ? WHERE id = 1');
  const addEvents = db.change<[number]>('UPDATE meta SET eventCount = eventCount + ? WHERE id = 1');
  const addStart = db.change<[]>('UPDATE meta SET starts = starts + 1 WHERE id = 1');
  const bytes = db.query<[], { bytes: number }>(
    'SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes',
  );
  const find = (): Meta | null => {
    const row = select.get();
    return row === undefined ? null : metaOf(row);
  };
  return {
    find,
    get: (): Meta => present(find(), 'a client database says whose it is'),
    insert: (meta: NewMeta) => insert.run(meta.serverId, meta.device, meta.personId, meta.outboxId, meta.vocabulary),
    setOutbox: (outboxId: OutboxId, lastNumber: number) => setOutbox.run(outboxId, lastNumber),
    setPerson: (personId: PersonId) => setPerson.run(personId),
    setPosition: (position: Position) => setPosition.run(JSON.stringify(position)),
    setSnapshot: ({ epoch, epochId }: Epoch, position: Position) =>
      setSnapshot.run(epoch, epochId, JSON.stringify(position)),
    needResync: () => needResync.run(),
    setVocabulary: (vocabulary: string) => setVocabulary.run(vocabulary),
    addStart: () => addStart.run(),
    databaseBytes: (): number => bytes.get()?.bytes ?? 0,
    addEvents: (count: number) => addEvents.run(count),
  };
}

function metaOf({ epoch, epochId, position, isResyncNeeded, ...rest }: MetaRow): Meta {
  return {
    ...rest,
    epoch: epoch === null || epochId === null ? null : { epoch, epochId },
    position: position === null ? null : (JSON.parse(position) as Position),
    isResyncNeeded: isResyncNeeded === 1,
  };
}
