import type { Port } from '#shared/ipc/port.ts';
import * as v from 'valibot';
import { receivePorts } from './carried-ports.ts';
import { endPort, type ChannelEnd } from './channel-end.ts';
import { processPort } from './process-port.ts';

/** What a process of ours has to do with the one that started it: it is handed ports by name, until it is left alone. */
export interface ParentChannel {
  onPort(listener: (name: string, port: Port) => void): void;
  /** Calls back when the parent is gone, or wants this process to end. */
  onLeft(listener: () => void): void;
  /** Ends the channel from here, which `onLeft` hears as well. */
  leave(): void;
}

/** What Electron gives a utility process; a child of Node has none. */
interface UtilityParent {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: ChannelEnd[] }) => void): void;
}

const handedSchema = v.object({ type: v.literal('port'), name: v.string() });
const leaveSchema = v.object({ type: v.literal('leave') });

/** The same in both kinds of process, so that the same entries serve both. */
export function openParentChannel(): ParentChannel {
  const { parentPort } = process as { readonly parentPort?: UtilityParent };
  return parentPort === undefined ? nodeParent() : utilityParent(parentPort);
}

function nodeParent(): ParentChannel {
  const carrier = processPort(process);
  return {
    onPort: (listener) => {
      receivePorts(carrier, listener);
    },
    onLeft: (listener) => {
      carrier.onClose(listener);
    },
    leave: () => {
      carrier.close();
    },
  };
}

function utilityParent(parent: UtilityParent): ParentChannel {
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return {
    onPort: (listener) => {
      parent.on('message', ({ data, ports: [end] }) => {
        if (v.is(handedSchema, data) && end !== undefined) listener(data.name, endPort(end));
        else if (v.is(leaveSchema, data)) leave();
      });
    },
    onLeft: (listener) => {
      void left.then(listener);
    },
    leave: () => {
      leave();
    },
  };
}
