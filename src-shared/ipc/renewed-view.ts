/** What has made room for something new because it was damaged, as long as the person has not been told. */

/** A damaged database has made room for one that the server fills again. */
export interface RenewedView {
  /** Where the damaged one lies now. */
  readonly file: string;
  /** How many commands in it are known that could not be read; null where nothing tells. */
  readonly lostCommands: number | null;
}

/** The damaged list of known servers has made room for one made of what could be read, and of the databases that are there. */
export interface RenewedProfile {
  /** Where the damaged one lies now. */
  readonly file: string;
  /** How many servers are in the new one. */
  readonly servers: number;
}
