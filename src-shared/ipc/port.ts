/**
 * A two-way channel between processes: a MessagePort, a child process's messages, a WebSocket, or a linked pair. Order is
 * kept, nothing is lost while it is open (what arrives before the first listener waits), and what is posted must survive the
 * structured clone. Posting to a closed port does nothing.
 */
export interface Port {
  post(message: unknown): void;
  /** Calls back for each message from now on, and returns its own undo. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Calls back once when either side has closed. */
  onClose(listener: () => void): () => void;
  close(): void;
}
