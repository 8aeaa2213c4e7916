/**
 * npm runs a script through a shell, and some shells (dash, which is `sh` on Debian and Ubuntu) die of the SIGTERM that npm hands
 * on without handing it on themselves. Whoever was started by `npm run` then stops as if it had been told, within a second.
 * To be called once the process listens to the signals itself; returns its own undo. On Windows, which has no such signal,
 * nothing is watched.
 */
export function endWithNpm({
  npm_lifecycle_script: script = '',
}: Readonly<Record<string, string | undefined>>): () => void {
  // Not for what a script of somebody else's starts and leaves running.
  if (process.platform === 'win32' || !ownScript.test(script)) return () => undefined;
  const parent = process.ppid;
  const stop = () => {
    clearInterval(timer);
  };
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    stop();
    process.kill(process.pid, 'SIGTERM');
  }, lookMs).unref();
  // It was told already: a second time would mean at once.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
  return stop;
}

const lookMs = 500;
const ownScript = /^node (--\S+ )*build\/run\.mjs /u;
