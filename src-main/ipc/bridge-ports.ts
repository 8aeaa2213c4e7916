import type { Port } from '#shared/ipc/port.ts';

/** Makes two ports one: what comes out of either goes into the other, and they end together. */
export function bridgePorts(one: Port, other: Port): void {
  pass(one, other);
  pass(other, one);
}

function pass(from: Port, to: Port): void {
  from.onMessage((message) => {
    to.post(message);
  });
  from.onClose(() => {
    to.close();
  });
}
