/** Randomness as a collaborator: the operating system's in production, a seeded one in the simulation. */
export interface Random {
  /** Bytes fit for keys, nonces and salts. */
  bytes(length: number): Uint8Array;
  /** A fraction in [0, 1), for jitter only. */
  fraction(): number;
}
