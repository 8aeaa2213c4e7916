import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { processPort } from '#main/ipc/process-port.ts';

describe('a port to another process', () => {
  it('that is made when that is gone already tells of it', async () => {
    const child = fork(new URL('../../contract/port-echo-process.ts', import.meta.url), { serialization: 'advanced' });
    const [exited, disconnected] = [once(child, 'exit'), once(child, 'disconnect')];
    child.kill('SIGKILL');
    await Promise.all([exited, disconnected]);
    await new Promise<void>((resolve) => processPort(child).onClose(resolve));
    expect(child.connected).toBe(false);
  });
});
