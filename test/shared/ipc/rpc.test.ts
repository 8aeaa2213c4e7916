import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createRpcClient, serveRpc, type RpcHandlers } from '#shared/ipc/rpc.ts';
import { err, ok } from '#shared/result.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';

const calls = {
  add: v.object({ one: v.number(), other: v.pipe(v.number(), v.minValue(0, 'negative')) }),
  wait: v.object({}),
} as const;

interface Sums {
  readonly calls: typeof calls;
  readonly results: { add: number; wait: null };
  readonly events: { counted: { readonly sum: number }; other: string };
  readonly error: { readonly type: 'too_big'; readonly max: number };
}

function setup(changed: Partial<RpcHandlers<Sums>> = {}) {
  const [near, far] = linkedPorts();
  const bugs: unknown[] = [];
  const handlers: RpcHandlers<Sums> = {
    add: async ({ one, other }) => (one + other > 100 ? err({ type: 'too_big', max: 100 }) : ok(one + other)),
    wait: () => new Promise(() => undefined),
    ...changed,
  };
  const server = serveRpc<Sums>(far, { calls, handlers, onBug: (error, call) => bugs.push([call, error]) });
  return { client: createRpcClient<Sums>(near), server, near, far, bugs };
}

describe('a call', () => {
  it('is answered with its result', async () => {
    const { client } = setup();
    expect(await client.call('add', { one: 2, other: 3 })).toEqual(ok(5));
  });

  it('is answered with the error of its contract', async () => {
    const { client } = setup();
    expect(await client.call('add', { one: 99, other: 3 })).toEqual(err({ type: 'too_big', max: 100 }));
  });

  it('may be overtaken by a later one', async () => {
    const answers: Array<() => void> = [];
    const { client } = setup({
      add: ({ one }) => new Promise((resolve) => answers.push(() => resolve(ok(one)))),
    });
    const first = client.call('add', { one: 1, other: 0 });
    const second = client.call('add', { one: 2, other: 0 });
    await new Promise(setImmediate);
    answers.reverse().forEach((answer) => answer());
    expect(await Promise.all([first, second])).toEqual([ok(1), ok(2)]);
  });

  it('with parameters that do not fit is answered with where and why', async () => {
    const { client } = setup();
    expect(await client.call('add', { one: 1, other: -1 })).toEqual(
      err({ type: 'invalid_params', path: 'other', problem: 'negative' }),
    );
  });

  it.each(['constructor', '__proto__', 'toString', 'sub'])('named %s is unknown', async (name) => {
    const { client } = setup();
    expect(await client.call(name as 'add', { one: 1, other: 1 })).toEqual(err({ type: 'unknown_call', name }));
  });

  it('whose handler throws is an internal error for the caller and a bug for the log', async () => {
    const thrown = new Error('secret path');
    const { client, bugs } = setup({ add: () => Promise.reject(thrown) });
    expect(await client.call('add', { one: 1, other: 1 })).toEqual(err({ type: 'internal_error' }));
    expect(bugs).toEqual([['add', thrown]]);
  });

  it.each(['near', 'far'] as const)('that waits ends when the %s port closes', async (end) => {
    const { client, [end]: port } = setup();
    const waiting = client.call('wait', {});
    port.close();
    expect(await waiting).toEqual(err({ type: 'port_closed' }));
    expect(await client.call('add', { one: 1, other: 1 })).toEqual(err({ type: 'port_closed' }));
  });

  it('is not disturbed by messages that are none', async () => {
    const { client, far, near } = setup();
    for (const noise of [null, 7, 'text', {}, { reply: 99, result: 1 }, { reply: 'x' }, { event: 3 }]) far.post(noise);
    near.post({ call: 'x' });
    expect(await client.call('add', { one: 1, other: 1 })).toEqual(ok(2));
  });
});

describe('an event', () => {
  it('reaches everybody who listens for it, in order', async () => {
    const { client, server } = setup();
    const heard: string[] = [];
    client.on('counted', ({ sum }) => heard.push(`one ${sum}`));
    client.on('counted', ({ sum }) => heard.push(`two ${sum}`));
    client.on('other', (text) => heard.push(text));
    server.emit('counted', { sum: 1 });
    server.emit('other', 'between');
    server.emit('counted', { sum: 2 });
    await client.call('add', { one: 0, other: 0 });
    expect(heard).toEqual(['one 1', 'two 1', 'between', 'one 2', 'two 2']);
  });

  it('is no longer heard by a listener that was taken back', async () => {
    const { client, server } = setup();
    const heard: number[] = [];
    const undo = client.on('counted', ({ sum }) => heard.push(sum));
    server.emit('counted', { sum: 1 });
    await client.call('add', { one: 0, other: 0 });
    undo();
    server.emit('counted', { sum: 2 });
    await client.call('add', { one: 0, other: 0 });
    expect(heard).toEqual([1]);
  });

  it('comes before the answer to a call that it was emitted in', async () => {
    const { client, server } = setup({
      add: async ({ one }) => {
        server.emit('counted', { sum: one });
        return ok(one);
      },
    });
    const heard: unknown[] = [];
    client.on('counted', ({ sum }) => heard.push(sum));
    heard.push(await client.call('add', { one: 7, other: 0 }));
    expect(heard).toEqual([7, ok(7)]);
  });
});

describe('a contract', () => {
  it('does not compile with a handler missing, or one that nobody calls', () => {
    const add: RpcHandlers<Sums>['add'] = async () => ok(1);
    const wait: RpcHandlers<Sums>['wait'] = async () => ok(null);
    // @ts-expect-error a call that nobody handles
    const missing: RpcHandlers<Sums> = { add };
    // @ts-expect-error a handler that nobody calls
    const extra: RpcHandlers<Sums> = { add, wait, subtract: add };
    expect([missing, extra]).toHaveLength(2);
  });

  it('does not compile with parameters or a result of another type', () => {
    const { client } = setup();
    expectTypeOf(client.call<'add'>)
      .parameter(1)
      .toEqualTypeOf<{ one: number; other: number }>();
    // @ts-expect-error the result is a number
    const wrong: RpcHandlers<Sums>['add'] = async () => ok('five');
    expect(wrong).toBeTypeOf('function');
  });
});
