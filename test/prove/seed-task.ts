/** What a process of the simulation is asked. */
export interface SeedTask {
  readonly seed: number;
  /** In a restored run older copies of the server's database are put in its place. */
  readonly kind: 'usual' | 'restored';
}

export interface SeedAnswer extends SeedTask {
  /** How often a host had to say go on, by the reason. */
  readonly goOns: Readonly<Record<string, number>>;
  /** Empty when every rule held. */
  readonly problems: readonly string[];
  /** SHA-256 of every line of the run: equal for two runs that are the same byte for byte. */
  readonly traceHash: string;
}
