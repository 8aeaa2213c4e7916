/**
 * The one typed RPC over every port: calls that answer with a `Result`, events that can be subscribed to. A contract is a file
 * such as chat-api.ts; a call nobody handles, and a handler nobody calls, do not compile.
 */
import * as v from 'valibot';
import { shorten } from '../domain/text.ts';
import { err, type Err, type Result } from '../result.ts';
import type { Port } from './port.ts';

/** Parameters are schemas, because they are parsed where they arrive; everything else is only a type. */
export interface RpcContract {
  readonly calls: Readonly<Record<string, v.GenericSchema>>;
  readonly results: object;
  readonly events: object;
  readonly error: object;
}

/** What any call can come to besides the contract's own errors. */
export type RpcError =
  | { readonly type: 'invalid_params'; readonly path: string; readonly problem: string }
  /** The two sides are of different builds. */
  | { readonly type: 'unknown_call'; readonly name: string }
  /** A bug on the other side, which has it in its log. */
  | { readonly type: 'internal_error' }
  | { readonly type: 'port_closed' };

export type CallName<Contract extends RpcContract> = keyof Contract['calls'] & keyof Contract['results'] & string;
export type EventName<Contract extends RpcContract> = keyof Contract['events'] & string;
type Input<Contract extends RpcContract, Name extends CallName<Contract>> = v.InferInput<Contract['calls'][Name]>;
type Output<Contract extends RpcContract, Name extends CallName<Contract>> = v.InferOutput<Contract['calls'][Name]>;
type Answer<Contract extends RpcContract, Name extends CallName<Contract>> = Result<
  Contract['results'][Name],
  Contract['error']
>;

export interface RpcClient<Contract extends RpcContract> {
  /** Never rejects: a port that closes first is an error like any other. */
  call<Name extends CallName<Contract>>(
    name: Name,
    params: Input<Contract, Name>,
  ): Promise<Answer<Contract, Name> | Err<RpcError>>;
  /** Calls back for each event from now on, and returns its own undo. */
  on<Name extends EventName<Contract>>(name: Name, listener: (event: Contract['events'][Name]) => void): () => void;
  onClose(listener: () => void): () => void;
}

export type RpcHandlers<Contract extends RpcContract> = {
  readonly [Name in CallName<Contract>]: (params: Output<Contract, Name>) => Promise<Answer<Contract, Name>>;
};

export interface RpcServer<Contract extends RpcContract> {
  emit<Name extends EventName<Contract>>(name: Name, event: Contract['events'][Name]): void;
}

export interface RpcService<Contract extends RpcContract> {
  readonly calls: Contract['calls'];
  readonly handlers: RpcHandlers<Contract>;
  /** Hears of a handler that threw: a bug, which the caller only learns of as `internal_error`. */
  onBug(error: unknown, call: string): void;
}

const callSchema = v.object({ call: v.number(), name: v.string(), params: v.unknown() });
const replySchema = v.object({ reply: v.number(), result: v.unknown() });
const eventSchema = v.object({ event: v.string(), value: v.unknown() });

/** The calling side of a contract. */
export function createRpcClient<Contract extends RpcContract>(port: Port): RpcClient<Contract> {
  const pending = new Map<number, (result: Result<never, RpcError>) => void>();
  const listeners = new Map<string, Set<(event: never) => void>>();
  let lastId = 0;
  let isClosed = false;

  port.onMessage((message) => {
    if (v.is(replySchema, message)) {
      // The other side is ours as well: results are trusted, as the walls between processes are not walls of trust.
      pending.get(message.reply)?.(message.result as Result<never, RpcError>);
      pending.delete(message.reply);
    } else if (v.is(eventSchema, message)) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.value as never);
    }
  });
  port.onClose(() => {
    isClosed = true;
    for (const end of pending.values()) end(err({ type: 'port_closed' }));
    pending.clear();
  });

  return {
    call: (name, params) => {
      if (isClosed) return Promise.resolve(err({ type: 'port_closed' }));
      lastId += 1;
      const call = lastId;
      return new Promise((resolve) => {
        pending.set(call, resolve);
        port.post({ call, name, params });
      });
    },
    on: (name, listener) => {
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(listener));
      return () => ofName.delete(listener);
    },
    onClose: (listener) => port.onClose(listener),
  };
}

/** The answering side. Calls run side by side; each is answered when its handler is done. */
export function serveRpc<Contract extends RpcContract>(port: Port, service: RpcService<Contract>): RpcServer<Contract> {
  port.onMessage((message) => {
    if (!v.is(callSchema, message)) return;
    void answer(service, message).then((result) => {
      port.post({ reply: message.call, result });
    });
  });
  return {
    emit: (event, value) => {
      port.post({ event, value });
    },
  };
}

async function answer<Contract extends RpcContract>(
  { calls, handlers, onBug }: RpcService<Contract>,
  { name, params }: v.InferOutput<typeof callSchema>,
): Promise<Result<unknown, unknown>> {
  const schema = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (schema === undefined) return err({ type: 'unknown_call', name });
  const parsed = v.safeParse(schema, params, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return err({ type: 'invalid_params', path: v.getDotPath(issue) ?? '', problem: shorten(issue.message, 200) });
  }
  try {
    // The name picks the schema and the handler alike; TypeScript cannot follow the look-up.
    const handle = handlers[name as CallName<Contract>] as (output: unknown) => Promise<Result<unknown, unknown>>;
    return await handle(parsed.output);
  } catch (error) {
    onBug(error, name);
    return err({ type: 'internal_error' });
  }
}
