/** The database's own errors are expected; everything else that is thrown is a bug. */
export function isStorageFailure(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'StorageWorkerError' || error.name === 'SqliteError');
}
