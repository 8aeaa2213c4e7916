import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { chatCalls, type ChatContract } from '#shared/ipc/chat-api.ts';
import type { Port } from '#shared/ipc/port.ts';
import { serveRpc, type RpcContract, type RpcHandlers } from '#shared/ipc/rpc.ts';
import { shellCalls, type ShellContract } from '#shared/ipc/shell-api.ts';
import { ok } from '#shared/result.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { createParamsFuzzer } from '#test/support/params-fuzzer.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { contractWords } from '#test/support/contract-words.ts';

const seed = process.env['HALLWAY_SEED'] ?? '7420';
const callCount = 50_000;
const batch = 500;

interface Served {
  readonly near: Port;
  /** How often each handler ran. */
  readonly ran: Map<string, number>;
  /** Handlers that were handed what their schema did not make. */
  readonly unparsed: string[];
  readonly bugs: unknown[];
}

/** A contract whose handlers only look at what they are handed. */
function serveLooking<Contract extends RpcContract>(calls: Contract['calls']): Served {
  const [near, far] = linkedPorts();
  const served: Served = { near, ran: new Map(), unparsed: [], bugs: [] };
  const handlers = Object.entries(calls).map(([name, schema]) => {
    const handle = async (params: unknown) => {
      served.ran.set(name, (served.ran.get(name) ?? 0) + 1);
      const parsed = v.safeParse(schema, params);
      // What parses to itself has no field that its schema does not name.
      if (!parsed.success || !isDeepStrictEqual(parsed.output, params)) served.unparsed.push(name);
      return ok(null);
    };
    return [name, handle] as const;
  });
  serveRpc<Contract>(far, {
    calls,
    handlers: Object.fromEntries(handlers) as unknown as RpcHandlers<Contract>,
    onBug: (error) => served.bugs.push(error),
  });
  return served;
}

interface Reply {
  readonly reply: number;
  readonly result: { readonly ok: boolean; readonly error?: { readonly type: string } };
}

describe.each([
  ['chat-api', () => serveLooking<ChatContract>(chatCalls), chatCalls],
  ['shell-api', () => serveLooking<ShellContract>(shellCalls), shellCalls],
] as const)('what a page sends over %s', (contract, serve, calls) => {
  it(`is parsed or refused with a typed error: ${callCount} messages (HALLWAY_SEED=${seed})`, async () => {
    const { near, ran, unparsed, bugs } = serve();
    const fuzzer = createParamsFuzzer(createSeededRandom(`${contract} ${seed}`), contractWords);
    const names = Object.keys(calls);
    const replies: Reply[] = [];
    near.onMessage((message) => replies.push(message as Reply));
    let answered = 0;
    for (let sent = 0; sent < callCount; sent += 1) {
      const name = fuzzer.pick(names);
      const schema = (calls as Readonly<Record<string, v.GenericSchema>>)[name] ?? v.never();
      const kind = fuzzer.below(10);
      const params = kind < 2 ? fuzzer.fitting(schema) : kind < 8 ? fuzzer.bent(schema) : fuzzer.anything();
      const message =
        kind < 9 ? { call: sent, name, params } : { call: fuzzer.anything(), name: fuzzer.anything(), params };
      near.post(fuzzer.below(50) === 0 ? fuzzer.anything() : message);
      if (sent % batch === 0) await new Promise(setImmediate);
    }
    await new Promise(setImmediate);
    answered = replies.length;
    const errors = new Set(replies.flatMap(({ result }) => (result.error === undefined ? [] : [result.error.type])));
    expect(answered).toBeGreaterThan(callCount * 0.8);
    expect([...errors].toSorted()).toEqual(['invalid_params', 'unknown_call']);
    expect([unparsed, bugs]).toEqual([[], []]);
    // Each handler was reached, so that none of this holds for want of a call that fits.
    expect(names.filter((name) => (ran.get(name) ?? 0) < 50)).toEqual([]);
  });
});
