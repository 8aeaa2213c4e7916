/**
 * Whoever read standard output or standard error may be gone, or the disk they lead to full: what is written there is then
 * lost, and the process goes on. Node would end it, since an `error` that nobody listens to is an uncaught exception.
 */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
