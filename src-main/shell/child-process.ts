import type { Port } from '#shared/ipc/port.ts';

/** A process of ours that serves something over a port: a child of Node, or a utility process of Electron. */
export interface ChildProcess {
  readonly port: Port;
  /** Called once when it is gone, whatever the reason; also where it is gone already. */
  onExit(listener: (how: ChildExit) => void): void;
  /** Ends it hard. */
  kill(): void;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Starts an entry of dist/main by its name. */
export type SpawnChild = (entry: 'client-process' | 'server-process', args: readonly string[]) => ChildProcess;
