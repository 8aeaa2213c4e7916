import type { Port } from '#shared/ipc/port.ts';

/** The far end of every pair: sends back what it gets, a burst when told to, and closes when told to. */
export function runEcho(far: Port): void {
  far.onMessage((message) => {
    if (message === 'close') far.close();
    else if (message === 'burst') for (let index = 0; index < 500; index += 1) far.post(index);
    else far.post(message);
  });
}
