import type { Clock } from '#shared/clock.ts';
import { createRpcClient, type RpcClient, type RpcContract } from '#shared/ipc/rpc.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import { err } from '#shared/result.ts';
import type { OpenPort, PortEnd, PortSource } from './port-source.ts';

/** A client of a contract that outlives its port. Whoever keeps state of it reads it anew at each `onOpen`. */
export interface LastingClient<Contract extends RpcContract> extends Pick<RpcClient<Contract>, 'call' | 'on'> {
  /** Calls back at once when there is a port, and each time there is a new one. Returns its own undo. */
  onOpen(listener: () => void): () => void;
}

export type LinkState = 'opening' | 'open' | PortEnd;

interface Options {
  readonly source: PortSource;
  readonly clock: Clock;
  readonly onState: (state: LinkState) => void;
}

const firstDelayMs = 250;
const maxDelayMs = 5000;

/** Opens a port, and another one whenever it is lost; a first one that cannot be had is not tried again. */
export function createLastingClient<Contract extends RpcContract>(options: Options): LastingClient<Contract> {
  const { source, clock, onState } = options;
  const subscribe = new Set<(client: RpcClient<Contract>) => void>();
  const openings = createListenerSet<undefined>();
  let client: RpcClient<Contract> | null = null;
  let delayMs = firstDelayMs;
  let wasOpen = false;

  const settle = (end: PortEnd): void => {
    client = null;
    if (end !== 'lost' || !wasOpen) {
      onState(end === 'lost' ? 'used_up' : end);
      return;
    }
    onState('lost');
    clock.after(delayMs, () => void open());
    delayMs = Math.min(delayMs * 2, maxDelayMs);
  };
  const use = ({ port, ended }: OpenPort): void => {
    client = createRpcClient<Contract>(port);
    wasOpen = true;
    delayMs = firstDelayMs;
    for (const listen of subscribe) listen(client);
    onState('open');
    openings.call(undefined);
    void ended.then(settle);
  };
  const open = async (): Promise<void> => {
    const opened = await source();
    if (typeof opened === 'string') settle(opened);
    else use(opened);
  };
  onState('opening');
  void open();

  return {
    call: (name, params) => client?.call(name, params) ?? Promise.resolve(err({ type: 'port_closed' })),
    on: (name, listener) => {
      let undo = client?.on(name, listener);
      const listen = (next: RpcClient<Contract>): void => {
        undo = next.on(name, listener);
      };
      subscribe.add(listen);
      return () => {
        subscribe.delete(listen);
        undo?.();
      };
    },
    onOpen: (listener) => {
      const undo = openings.add(listener);
      if (client !== null) listener();
      return undo;
    },
  };
}
