import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import { expect, it } from 'vitest';
import { chatCalls } from '#shared/ipc/chat-api.ts';
import { shellCalls } from '#shared/ipc/shell-api.ts';
import { startBrowserShell } from '#test/support/browser-shell-process.ts';
import { contractWords } from '#test/support/contract-words.ts';
import { createParamsFuzzer } from '#test/support/params-fuzzer.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { walkIn } from '#test/support/walk-in.ts';

const seed = process.env['HALLWAY_SEED'] ?? '7420';
const messageCount = 2_000;

interface Reply {
  readonly reply?: number;
  readonly result?: { readonly ok: boolean; readonly error?: { readonly type: string } };
}

/** What a tab can send over its WebSocket besides calls: no JSON, bytes, too deep, too long. */
const noCalls: readonly (string | Buffer)[] = [
  ...['', '{', 'null', '[]', '"call"', '{"call":1}', '{"__proto__":{"call":1}}', '\0'],
  ...['['.repeat(100_000), `{"call":1,"name":"${'x'.repeat(900_000)}","params":{}}`, 'x'.repeat(1_100_000)],
  Buffer.from([0xff, 0xfe]),
];

// Without what opens a browser, and what starts a process each time.
const { 'link.open': _open, 'host.start': _start, 'host.setAside': _aside, ...shellAsked } = shellCalls;

it(`a tab that is taken over ends no process of ours, by ${messageCount} messages to each port (HALLWAY_SEED=${seed})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-tab-'));
  const shell = startBrowserShell(folder, []);
  const address = await shell.address;
  const secret = await walkIn(address);
  const client = shell.childPid('client-process');
  const kinds = new Set<string>();

  async function open(port: string): Promise<WebSocket> {
    const socket = new WebSocket(`ws://${address.host}/ports/${port}`, ['hallway', secret], { origin: address.origin });
    socket.on('message', (data: Buffer) => {
      const { result } = JSON.parse(data.toString('utf8')) as Reply;
      if (result !== undefined) kinds.add(result.error?.type ?? 'ok');
    });
    await once(socket, 'open');
    return socket;
  }

  for (const [port, calls] of Object.entries({ chat: chatCalls, shell: shellAsked })) {
    const fuzzer = createParamsFuzzer(createSeededRandom(`${port} ${seed}`), contractWords);
    let socket = await open(port);
    for (let sent = 0; sent < messageCount; sent += 1) {
      // A call with something too deep in it has closed the port.
      if (socket.readyState !== WebSocket.OPEN) socket = await open(port);
      // So does what no page of ours would send.
      if (fuzzer.below(60) === 0) {
        const closed = once(socket, 'close');
        socket.send(fuzzer.pick(noCalls));
        socket.close();
        await closed;
        socket = await open(port);
      }
      const name = fuzzer.pick(Object.keys(calls));
      const schema: v.GenericSchema = (calls as Readonly<Record<string, v.GenericSchema>>)[name] ?? v.never();
      const params = fuzzer.below(3) === 0 ? fuzzer.fitting(schema) : fuzzer.bent(schema);
      socket.send(inJson({ call: sent, name, params }));
    }
    socket.close();
    socket = await open(port);
    socket.send(inJson({ call: -1, name: 'no.such.call', params: {} }));
    await expect.poll(() => [...kinds], { timeout: 30_000 }).toContain('unknown_call');
    kinds.delete('unknown_call');
    socket.close();
  }
  expect([...kinds]).toContain('invalid_params');
  expect([...kinds]).not.toContain('internal_error');
  expect(shell.childPid('client-process')).toBe(client);
  shell.kill('SIGTERM');
  expect(await shell.exited).toMatchObject({ code: 0, stderr: '' });
  rmSync(folder, { recursive: true, force: true });
});

function inJson(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
