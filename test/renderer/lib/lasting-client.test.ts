import { describe, expect, it } from 'vitest';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { createLastingClient, type LinkState } from '#renderer/lib/lasting-client.ts';
import type { OpenPort, PortEnd } from '#renderer/lib/port-source.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle } from '../steady-client.ts';

/** A client whose ports the test opens and ends, in its order. */
function setupClient(answers: (PortEnd | 'port')[]) {
  const clock = createFakeClock();
  const states: LinkState[] = [];
  const ends: ((end: PortEnd) => void)[] = [];
  let tries = 0;
  const open = (): OpenPort | PortEnd => {
    const answer = answers[tries] ?? 'lost';
    tries += 1;
    if (answer !== 'port') return answer;
    const [port] = linkedPorts();
    return {
      port,
      ended: new Promise((resolve) => {
        ends.push((end) => {
          port.close();
          resolve(end);
        });
      }),
    };
  };
  const client = createLastingClient<ChatContract>({
    source: async () => open(),
    clock,
    onState: (state) => states.push(state),
  });
  return { client, clock, states, end: (end: PortEnd) => ends.at(-1)?.(end), tries: () => tries };
}

describe('a client that outlives its port', () => {
  it('opens another port after a while, and says so to whoever keeps state of it', async () => {
    const { client, clock, states, end } = setupClient(['port', 'lost', 'port']);
    let opened = 0;
    client.onOpen(() => (opened += 1));
    await settle();
    end('lost');
    await settle();
    expect(await client.call('server.list', {})).toEqual({ ok: false, error: { type: 'port_closed' } });
    clock.advance(250);
    await settle();
    expect(states.at(-1)).toBe('lost');
    clock.advance(500);
    await settle();
    expect([states.at(-1), opened]).toEqual(['open', 2]);
  });

  it('waits longer each time, up to five seconds', async () => {
    const { clock, end, tries } = setupClient(['port']);
    await settle();
    end('lost');
    await settle();
    for (const delayMs of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
      const before = tries();
      clock.advance(delayMs - 1);
      await settle();
      expect(tries()).toBe(before);
      clock.advance(1);
      await settle();
      expect(tries()).toBe(before + 1);
    }
  });

  it.each(['taken_over', 'used_up'] as const)('does not come back when it was %s', async (reason) => {
    const { clock, states, end, tries } = setupClient(['port', 'port']);
    await settle();
    end(reason);
    await settle();
    clock.advance(60_000);
    await settle();
    expect([states.at(-1), tries()]).toEqual([reason, 1]);
  });

  it('takes a first port that cannot be had for an address that was used up', async () => {
    const { clock, states, tries } = setupClient(['lost']);
    await settle();
    clock.advance(60_000);
    expect([states.at(-1), tries()]).toEqual(['used_up', 1]);
  });
});
