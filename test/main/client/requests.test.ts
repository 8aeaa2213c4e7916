import { describe, expect, it } from 'vitest';
import { createRequests } from '#main/client/requests.ts';
import { err } from '#shared/result.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setupRequests() {
  const clock = createFakeClock();
  const sent: { id: number; name: string; params: unknown }[] = [];
  let malformed = 0;
  const requests = createRequests({
    clock,
    send: (text) => sent.push(JSON.parse(text) as (typeof sent)[0]),
    onMalformed: () => {
      malformed += 1;
    },
  });
  const reply = (id: number, body: object) => requests.reply({ type: 'reply', id, ...body } as never);
  return { clock, sent, requests, reply, malformed: () => malformed };
}

describe('a request', () => {
  it('[P1] has an id of its own, and gets the reply with that id', async () => {
    const { requests, sent, reply } = setupRequests();
    const first = requests.request('marker.list', {});
    const second = requests.request('room.browse', {});
    expect(sent).toEqual([
      { type: 'request', id: 1, name: 'marker.list', params: {} },
      { type: 'request', id: 2, name: 'room.browse', params: {} },
    ]);
    reply(2, { result: { rooms: [], next: null, later: 1 } });
    reply(1, { result: { markers: [], receipts: [], next: null } });
    expect(await second).toEqual({
      ok: true,
      value: { value: { rooms: [], next: null }, raw: { rooms: [], next: null, later: 1 } },
    });
    expect(await first).toMatchObject({ ok: true, value: { value: { markers: [] } } });
  });

  it('fails as the server says', async () => {
    const { requests, reply } = setupRequests();
    const request = requests.request('room.browse', {});
    reply(1, { error: { type: 'overloaded', retryAfterMs: 9 } });
    expect(await request).toEqual(err({ type: 'overloaded', retryAfterMs: 9 }));
  });

  it('whose reply does not fit its schema fails with where, and is counted', async () => {
    const { requests, reply, malformed } = setupRequests();
    const request = requests.request('room.browse', {});
    reply(1, { result: { rooms: 7, next: null } });
    expect(await request).toEqual(
      err({ type: 'reply_malformed', problem: expect.stringContaining('rooms') as string }),
    );
    expect(malformed()).toBe(1);
  });

  it('times out after 10 s, and does not hear a reply that comes later', async () => {
    const { clock, requests, reply } = setupRequests();
    const request = requests.request('room.browse', {});
    clock.advance(10_000);
    expect(await request).toEqual(err({ type: 'timed_out' }));
    expect(reply(1, { result: {} })).toBe(false);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('fails when the connection ends, and so does one that comes after', async () => {
    const { clock, requests, sent } = setupRequests();
    const request = requests.request('room.browse', {});
    requests.end();
    expect(await request).toEqual(err({ type: 'disconnected' }));
    expect(await requests.request('room.browse', {})).toEqual(err({ type: 'disconnected' }));
    expect(sent).toHaveLength(1);
    expect(clock.pendingTimers()).toBe(0);
  });

  it.each([0, 2, 99])('is not answered by a reply to %i', async (id) => {
    const { requests, reply } = setupRequests();
    const request = requests.request('room.browse', {});
    expect(reply(id, { result: { rooms: [], next: null } })).toBe(false);
    requests.end();
    expect((await request).ok).toBe(false);
  });
});
