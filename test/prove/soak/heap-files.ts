import { join } from 'node:path';

/** How a watched process is asked what its heap holds, and answers. */
export interface HeapFiles {
  /** Touched to ask. */
  readonly request: string;
  /** A line a thread and question. */
  readonly answers: string;
}

export interface HeapReading {
  /** When the file was touched, which tells questions apart. */
  readonly askedAt: number;
  readonly threadId: number;
  /** What is left after all garbage is collected: objects, and memory outside that they hold. */
  readonly bytes: number;
}

export function heapFiles(folder: string): HeapFiles {
  return { request: join(folder, 'heap-asked'), answers: join(folder, 'heap-answers') };
}
