/** A port of the page's own, as its code gets it; functions that run in that page. */
export interface FuzzedPort {
  /** Sends what can be sent. */
  send(messages: readonly unknown[]): void;
  /** What has been answered so far, by kinds, once everything sent before was. */
  kinds(): Promise<readonly string[]>;
}

interface Bridge {
  readonly hallwayPorts: { ask(name: unknown): void };
}

export function openFuzzedPort(name: string): Promise<FuzzedPort> {
  const { hallwayPorts } = globalThis as unknown as Bridge;
  return new Promise((resolve) => {
    const hear = ({ data, ports: [port] }: MessageEvent<{ readonly type?: string; readonly name?: string }>): void => {
      if (data.type !== 'hallway.port' || data.name !== name || port === undefined) return;
      window.removeEventListener('message', hear);
      const kinds = new Set<string>();
      let onLast: () => void = () => undefined;
      port.onmessage = ({ data: answer }: MessageEvent<{ reply?: number; result?: { error?: { type: string } } }>) => {
        if (answer.reply === -1) onLast();
        else if (answer.result !== undefined) kinds.add(answer.result.error?.type ?? 'ok');
      };
      resolve({
        send: (messages) => {
          for (const message of messages) port.postMessage(message);
        },
        kinds: () =>
          new Promise((told) => {
            onLast = () => {
              told([...kinds]);
            };
            port.postMessage({ call: -1, name: 'no.such.call', params: {} });
          }),
      });
    };
    window.addEventListener('message', hear);
    // Names that nobody has are heard by nobody.
    for (const other of [null, 7, '', '__proto__', { name }, [name], 'chat shell', 'x'.repeat(100_000)]) {
      hallwayPorts.ask(other);
    }
    hallwayPorts.ask(name);
  });
}

/** What only a page can send: what refers to itself, what has no copy in another process, what is as deep as it gets. */
export async function sendOddities(name: string): Promise<void> {
  const { hallwayPorts } = globalThis as unknown as Bridge;
  const port = await new Promise<MessagePort>((resolve) => {
    const hear = ({ data, ports: [given] }: MessageEvent<{ readonly type?: string }>): void => {
      if (data.type !== 'hallway.port' || given === undefined) return;
      window.removeEventListener('message', hear);
      resolve(given);
    };
    window.addEventListener('message', hear);
    hallwayPorts.ask(name);
  });
  const own: { self?: unknown; call: number; name: string } = { call: 1, name: 'server.list' };
  own.self = own;
  let deep: unknown = [];
  for (let depth = 0; depth < 3_000; depth += 1) deep = [deep];
  const keys = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const odd = [own, deep, { call: 2, name: 'server.list', params: deep }, new Blob(['x']), keys, new ImageData(2, 2)];
  const more = [
    new DOMRect(),
    new File(['x'], 'x'),
    Object.assign([], { call: 3 }),
    new DOMException('x'),
    'x'.repeat(3_000_000),
  ];
  for (const message of [...odd, ...more]) {
    try {
      port.postMessage(message);
    } catch {
      // Chromium copies it for nobody.
    }
  }
  const { port1, port2 } = new MessageChannel();
  port.postMessage({ call: 4, name: 'server.list', params: port1 }, [port1, port2]);
  port.start();
}
