/** A mechanism broken on purpose, in a copy of the sources: the proof that is named must say so. */
export interface Mutation {
  readonly name: string;
  /** The proof that must turn red, at these small figures. */
  readonly proof: string;
  readonly cycles?: number;
  readonly seeds?: number;
  /** From the project's folder. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}
