/** What SQLite takes and gives. Whole numbers stay below 2^53, so none is a bigint. */
export type SqlValue = string | number | null | Uint8Array;

/** A prepared read: `Row` is what the statement's columns are, which STRICT tables hold it to. */
export interface Query<Params extends readonly SqlValue[], Row> {
  /** The SQL, for the test that reads every query plan. */
  readonly source: string;
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
  iterate(...params: Params): IterableIterator<Row>;
}

/** A prepared write. */
export interface Change<Params extends readonly SqlValue[]> {
  readonly source: string;
  run(...params: Params): ChangeResult;
}

export interface ChangeResult {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** A handle that cannot write: what look-ups outside the storage worker get. */
export interface ReadableDb {
  readonly access: 'read' | 'write';
  query<Params extends readonly SqlValue[], Row>(sql: string): Query<Params, Row>;
  /** Runs `work` in one read transaction: everything it reads is of the same moment. */
  readTogether<Value>(work: () => Value): Value;
  close(): void;
}

/** The one handle of a database that writes. */
export interface WritableDb extends ReadableDb {
  readonly access: 'write';
  change<Params extends readonly SqlValue[]>(sql: string): Change<Params>;
  /** Runs `work` in one write transaction and commits it; what `work` throws rolls it back and is thrown on. */
  transact<Value>(work: () => Value): Value;
  /**
   * The same without waiting for the disk: it outlives the process, and a power cut only once a later `transact` has
   * returned. For rows that nobody was promised. Never within a transaction.
   */
  transactRelaxed<Value>(work: () => Value): Value;
  /** Runs SQL of several statements, as migrations are. */
  runScript(sql: string): void;
}
