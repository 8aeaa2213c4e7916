import { spawn } from 'node:child_process';
import { badInput } from '#shared/exit-code.ts';

/** How it went: its window was shown, and the program ended with a code; or it ended before there was one. */
export type ElectronEnd =
  { readonly type: 'shown'; readonly code: number } | { readonly type: 'not_shown'; readonly how: string };

/** Runs the app in Electron until it ends. Its main process says when the window is there. */
export function runElectron(binary: string, args: readonly string[]): Promise<ElectronEnd> {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    let isShown = false;
    child.once('message', () => {
      isShown = true;
    });
    child.once('error', (error) => {
      resolve({ type: 'not_shown', how: error.message });
    });
    child.once('exit', (code, signal) => {
      // An app that is open already is brought to the front, and this one has nothing to do.
      if (isShown || code === 0) resolve({ type: 'shown', code: code ?? 1 });
      else if (code === badInput) resolve({ type: 'shown', code });
      else resolve({ type: 'not_shown', how: signal === null ? `it ended with ${code}` : `it ended by ${signal}` });
    });
    // Ctrl+C reaches the child by itself, which says goodbye to everybody first.
    for (const ending of ['SIGINT', 'SIGHUP'] as const) process.on(ending, () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
  });
}
