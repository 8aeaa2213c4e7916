/**
 * Ctrl+C in a terminal, and its closing, reach every process that was started there. A child leaves them to its parent, who
 * tells it when to end; without that a server would be gone before it could say goodbye (D13).
 */
export function leaveTerminalSignals(): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
}
