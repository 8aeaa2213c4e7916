import type { RpcClient, RpcContract } from '#shared/ipc/rpc.ts';
import type { LastingClient } from '#renderer/lib/lasting-client.ts';
import { createListenerSet } from '#shared/listener-set.ts';

/** A client as the state takes it, on a port that is there from the start; `reopen` does as if there were a new one. */
export function steadyClient<Contract extends RpcContract>(
  client: RpcClient<Contract>,
): LastingClient<Contract> & { reopen(): void } {
  const openings = createListenerSet<undefined>();
  return {
    call: client.call,
    on: client.on,
    onOpen: (listener) => {
      listener();
      return openings.add(listener);
    },
    reopen: () => {
      openings.call(undefined);
    },
  };
}

/** Long enough for a call to come back over linked ports. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}
