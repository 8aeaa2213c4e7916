import { fork } from 'node:child_process';
import { MessageChannel } from 'node:worker_threads';
import { bridgePorts } from '#main/ipc/bridge-ports.ts';
import { carryPorts, receivePorts } from '#main/ipc/carried-ports.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { messagePort } from '#main/ipc/message-port.ts';
import { processPort } from '#main/ipc/process-port.ts';
import { portContract } from './port.contract.ts';
import { runEcho } from './port-echo.ts';

portContract('a linked pair', () => {
  const [near, far] = linkedPorts();
  runEcho(far);
  return { near, dispose: () => near.close() };
});

portContract('a MessageChannel', () => {
  const { port1, port2 } = new MessageChannel();
  runEcho(messagePort(port2));
  return { near: messagePort(port1), dispose: () => port1.close() };
});

portContract('a child process', () => {
  const child = fork(new URL('port-echo-process.ts', import.meta.url), { serialization: 'advanced' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const dispose = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  return { near: processPort(child), dispose };
});

portContract('another port that carries many', () => {
  const [carrier, farCarrier] = linkedPorts();
  receivePorts(farCarrier, (_name, port) => {
    runEcho(port);
  });
  const open = carryPorts(carrier);
  // One more, so that what is meant for one never reaches the other.
  open('echo').onMessage(() => {
    throw new Error('This was meant for the other port.');
  });
  return { near: open('echo'), dispose: () => carrier.close() };
});

portContract('two that were made one', () => {
  const [near, middle] = linkedPorts();
  const [otherMiddle, far] = linkedPorts();
  bridgePorts(middle, otherMiddle);
  runEcho(far);
  return { near, dispose: () => near.close() };
});
