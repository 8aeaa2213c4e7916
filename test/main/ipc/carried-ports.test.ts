import { describe, expect, it } from 'vitest';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import type { Port } from '#shared/ipc/port.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { err } from '#shared/result.ts';
import { carryPorts, receivePorts } from '#main/ipc/carried-ports.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';

function setupCarried() {
  const [carrier, farCarrier] = linkedPorts();
  const received: Port[] = [];
  const names: string[] = [];
  receivePorts(farCarrier, (name, port) => {
    names.push(name);
    received.push(port);
  });
  const openNamed = carryPorts(carrier);
  return { carrier, farCarrier, open: () => openNamed('chat'), openNamed, received, names };
}

const turn = () => new Promise(setImmediate);

describe('ports that one port carries', () => {
  it('close one by one, each at both ends', async () => {
    const { open, received } = setupCarried();
    const [one, other] = [open(), open()];
    const closed: string[] = [];
    await turn();
    received[0]?.onClose(() => closed.push('far one'));
    other.onClose(() => closed.push('other'));
    one.onClose(() => closed.push('one'));
    one.close();
    await turn();
    expect(closed.toSorted()).toEqual(['far one', 'one']);
  });

  it('all close when what carries them does', async () => {
    const { carrier, open, received } = setupCarried();
    const near = [open(), open()];
    await turn();
    let closes = 0;
    for (const port of [...near, ...received]) port.onClose(() => (closes += 1));
    carrier.close();
    await turn();
    expect(closes).toBe(4);
  });

  it('are closed from the start where what carries them is closed already', async () => {
    const { carrier, open } = setupCarried();
    carrier.close();
    const late = createRpcClient<ClientContract>(open());
    expect(await late.call('client.wake', {})).toEqual(err({ type: 'port_closed' }));
  });

  it('come with all that was said to a side that listens later', async () => {
    const [carrier, farCarrier] = linkedPorts();
    const heard: unknown[] = [];
    carryPorts(carrier)('chat').post('early');
    await turn();
    receivePorts(farCarrier, (name, port) => {
      port.onMessage((message) => heard.push([name, message]));
    });
    expect(heard).toEqual([['chat', 'early']]);
  });

  it('take no notice of what is not theirs', async () => {
    const { carrier, open, received } = setupCarried();
    open();
    for (const message of [null, 'text', { type: 'message' }, { type: 'message', id: 99, message: 1 }]) {
      carrier.post(message);
    }
    await turn();
    const heard: unknown[] = [];
    received[0]?.onMessage((message) => heard.push(message));
    expect(received).toHaveLength(1);
    expect(heard).toEqual([]);
  });
});
