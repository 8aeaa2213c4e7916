import type { Port } from '#shared/ipc/port.ts';

/** A process of ours that serves something over ports: a child of Node, or a utility process of Electron. */
export interface ChildProcess {
  /** A new port to it, which it is handed under this name. All close when it ends. */
  openPort(name: string): Port;
  /** Leaves it alone, which it takes as the sign to end. */
  leave(): void;
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
export type SpawnChild<Child extends ChildProcess = ChildProcess> = (
  entry: 'client-process' | 'server-process',
) => Child;
