/** Collaborators call this with what must not happen in a test: it comes out as an unhandled error, which fails the run. */
export function failTest(error: unknown): never {
  throw error;
}
