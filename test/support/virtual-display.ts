import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A screen that nobody sees. */
export interface VirtualDisplay {
  /** For the environment of what draws on it. */
  readonly name: string;
  close(): Promise<void>;
}

/** The server itself chooses a number that is free, and says which. */
export async function openVirtualDisplay(): Promise<VirtualDisplay> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const exited = new Promise<void>((resolve) => {
    server.once('exit', () => {
      resolve();
    });
  });
  const number = new Promise<string>((resolve, reject) => {
    let said = '';
    (server.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.endsWith('\n')) resolve(said.trim());
    });
    server.once('error', reject);
    void exited.then(() => {
      reject(new Error(`Xvfb ended: ${complaints}`));
    });
  });
  return {
    name: `:${await number}`,
    close: async () => {
      server.kill('SIGTERM');
      await exited;
    },
  };
}
