import { describe, expect, it } from 'vitest';
import type { Closed, Connection } from '#main/transport/connection.ts';
import { createFrame, joinFrames } from '#main/transport/frame.ts';
import { createMemoryLink } from '#main/transport/memory-link.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setup() {
  const clock = createFakeClock();
  const link = createMemoryLink({ clock, closeTimeoutMs: 2_000 });
  return { clock, link, atClient: hear(link.client), atServer: hear(link.server) };
}

function hear(connection: Connection) {
  const heard = { texts: [] as string[], closed: [] as Closed[] };
  connection.onText((text) => heard.texts.push(text));
  connection.onClose((closed) => heard.closed.push(closed));
  return heard;
}

describe('a link in memory', () => {
  it('delivers one frame at a time, so that a batch can arrive in part', () => {
    const { link, atClient } = setup();
    link.server.send(joinFrames(['a', 'b', 'c'].map(createFrame)));
    expect(link.underWay('client')).toBe(3);
    link.deliverOne('client');
    link.deliverOne('client');
    link.cut();
    link.deliverAll();
    expect(atClient.texts).toEqual(['a', 'b']);
  });

  it('delivers to each end apart, and says when there is nothing', () => {
    const { link, atClient, atServer } = setup();
    link.client.send(createFrame('to the server'));
    expect([link.deliverOne('client'), atServer.texts]).toEqual([false, []]);
    expect([link.deliverOne('server'), atServer.texts]).toEqual([true, ['to the server']]);
    expect([link.deliverAll(), atClient.texts]).toEqual([0, []]);
  });

  it('that is cut loses what is under way, and both ends notice', () => {
    const { link, atClient, atServer } = setup();
    link.client.send(createFrame('lost'));
    link.cut();
    expect(atClient.closed).toEqual([]);
    expect(link.deliverAll()).toBe(2);
    expect([atClient.closed, atServer.closed]).toEqual([[{ code: 1006, reason: '' }], [{ code: 1006, reason: '' }]]);
    expect(atServer.texts).toEqual([]);
    expect(link.deliverAll()).toBe(0);
  });

  it('that is cut in one direction tells nobody, and the sender’s buffer fills', () => {
    const { link, atClient, atServer } = setup();
    link.halfCut('client');
    link.server.send(createFrame('x'.repeat(1_000)));
    link.client.send(createFrame('still heard'));
    link.server.ping();
    link.deliverAll();
    expect([atClient.texts, atServer.texts]).toEqual([[], ['still heard']]);
    expect([atClient.closed, atServer.closed]).toEqual([[], []]);
    expect(link.server.bufferedBytes()).toBe(1_000);
    expect(link.client.bytesReceived()).toBe(0);
  });

  it('a close that nobody answers ends after its time', () => {
    const { clock, link, atServer } = setup();
    link.halfCut('client');
    link.server.close(4001, 'silent');
    clock.advance(1_999);
    link.deliverAll();
    expect(atServer.closed).toEqual([]);
    clock.advance(1);
    link.deliverAll();
    expect(atServer.closed).toEqual([{ code: 1006, reason: '' }]);
  });

  it('a close that is answered leaves no timer behind', () => {
    const { clock, link, atClient } = setup();
    link.client.close(1000, '');
    link.deliverAll();
    expect(atClient.closed).toEqual([{ code: 1000, reason: '' }]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('both ends closing at once hear each other’s code', () => {
    const { link, atClient, atServer } = setup();
    link.client.close(4001, 'one');
    link.server.close(4002, 'other');
    link.deliverAll();
    expect([atClient.closed, atServer.closed]).toEqual([
      [{ code: 4002, reason: 'other' }],
      [{ code: 4001, reason: 'one' }],
    ]);
  });

  it('[T2] shows a relay’s client another certificate than the server shows', () => {
    const link = createMemoryLink({
      certificateHash: new Uint8Array(32).fill(1),
      shownHash: new Uint8Array(32).fill(2),
    });
    expect(link.client.certificateHash).not.toEqual(link.server.certificateHash);
  });
});
