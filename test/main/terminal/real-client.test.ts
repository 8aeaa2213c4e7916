import { afterEach, describe, expect, it } from 'vitest';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import type { ChatConnection } from '#main/terminal/chat-mirror.ts';
import { runJson } from '#main/terminal/json/run-json.ts';
import { createWorld, type World, type WorldPerson } from '#test/support/world.ts';
import { createLineFeed } from './line-feed.ts';
import { sitDown } from './people-desk.ts';

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function connect({ client }: WorldPerson): ChatConnection {
  const [near, far] = linkedPorts();
  client.serve(far);
  return createRpcClient<ChatContract>(near);
}

async function sitDownIn(world: World, person: WorldPerson, target: string | null) {
  const desk = sitDown({ chat: connect(person), clock: world.clock, name: person.name, target, width: Infinity });
  stops.push(desk.stop);
  await world.run(2000);
  return {
    ...desk,
    type: async (line: string) => {
      desk.feed.type(line);
      await world.run(3000);
    },
  };
}

/** Without the clock in front, which is the world's own. */
function said(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^\d\d:\d\d /u, '')).filter((line) => !line.includes(', 1 January'));
}

describe('two people at their terminals', () => {
  it('talk in general and alone, and see how far their words got', async () => {
    const world = createWorld('terminal talk');
    const server = await world.server();
    const ann = await sitDownIn(world, await world.person('Ann'), server.address);
    const bob = await sitDownIn(world, await world.person('Bob'), server.address);
    expect(ann.prompt()).toBe('Office · general >');
    const [looking, keys, ...news] = said(ann.news());
    expect(looking).toBe('Looking for servers is switched off. /server ADDRESS joins one.');
    expect(keys).toContain('The keys that prove who you are will lie in files that only you may read');
    expect(news).toEqual([
      'Connected to Office as Ann.',
      ' general',
      '— Office created the room general',
      '— Ann joined',
      '— Bob joined',
    ]);
    bob.news();
    await ann.type('Hello');
    expect(said(bob.news())).toEqual(['Ann: Hello']);
    await bob.type('/dm ann');
    await bob.type('Psst');
    await ann.type('/who');
    expect(said(ann.news())).toContain('direct › Bob: Psst');
    await ann.type('/join bob');
    expect(
      bob
        .news()
        .map((line) => line.trim())
        .filter((line) => line.startsWith('✓✓')),
    ).toEqual(['✓✓ delivered: Psst', '✓✓ read by Ann: Psst']);
  });

  it('go on without the server, and what was typed comes once and in order when it is back', async () => {
    const world = createWorld('terminal offline');
    const server = await world.server();
    const ann = await sitDownIn(world, await world.person('Ann'), server.address);
    const bob = await sitDownIn(world, await world.person('Bob'), server.address);
    bob.news();
    server.crash();
    await world.run(30_000);
    ann.news();
    await ann.type('one');
    await ann.type('two');
    expect(said(ann.news()).filter((line) => line.startsWith('Ann'))).toEqual([
      'Ann: one  ◌ queued',
      'Ann: two  ◌ queued',
    ]);
    expect(ann.prompt()).toContain('out of reach');
    await server.start();
    await world.run(30_000);
    const news = said(bob.news());
    expect(news.filter((line) => line.includes("can't be reached"))).toHaveLength(1);
    expect(news.filter((line) => line.startsWith('Ann:'))).toEqual(['Ann: one', 'Ann: two']);
    expect(news).toContain('Office is back.');
  });

  it('[P16] are taken along into the room that is made in place of a refused one', async () => {
    const world = createWorld('terminal made again');
    const server = await world.server();
    const ann = await sitDownIn(world, await world.person('Ann'), server.address);
    const bob = await sitDownIn(world, await world.person('Bob'), server.address);
    await ann.type('/create kitchen');
    await bob.type('/create kitchen');
    expect(bob.prompt()).toBe('Office · kitchen · refused >');
    await ann.type('/rename larder');
    await bob.type('/retry');
    expect(bob.prompt()).toBe('Office · kitchen >');
    bob.news();
    await bob.type('kept');
    expect(said(bob.news())).toEqual(['Bob: kept  ✓ sent']);
  });

  it('[D13] are told that the computer of their server goes to sleep, and that it is back', async () => {
    const world = createWorld('terminal sleep');
    const server = await world.server();
    const ann = await sitDownIn(world, await world.person('Ann'), server.address);
    ann.news();
    await server.sleep();
    await world.run(20_000);
    expect(said(ann.news()).map((line) => line.split(' What you write')[0])).toEqual([
      'The computer of Office goes to sleep.',
    ]);
    server.wake();
    await world.run(10_000);
    expect(said(ann.news())).toEqual(['Office is back.']);
  });

  it('read their history and queue their words where the server is gone from the start', async () => {
    const world = createWorld('terminal restart');
    const server = await world.server();
    const person = await world.person('Ann');
    const first = await sitDownIn(world, person, server.address);
    await first.type('before');
    first.stop.abort();
    await person.close();
    server.crash();
    await person.start();
    const second = await sitDownIn(world, person, null);
    expect(said(second.news())).toContain('Ann: before  ✓ sent');
    await second.type('after');
    expect(said(second.news())).toContain('Ann: after  ◌ queued');
    await server.start();
    await world.run(20_000);
    expect(second.news().join('\n')).toContain('✓ sent: after');
  });
});

describe('a script', () => {
  it('joins, waits for general, says its lines in order and ends when they are sent', async () => {
    const world = createWorld('terminal script');
    const server = await world.server();
    const bob = await sitDownIn(world, await world.person('Bob'), server.address);
    const feed = createLineFeed();
    const written: string[] = [];
    const stop = new AbortController();
    stops.push(stop);
    let end: unknown = null;
    void runJson({
      chat: connect(await world.person('CI')),
      clock: world.clock,
      output: {
        write: (text) => void written.push(text),
        drained: () => Promise.resolve(),
        flushed: () => Promise.resolve(),
        onBroken: () => undefined,
      },
      lines: feed.lines,
      stop,
      displayName: 'CI',
      target: server.address,
      waitMs: 30_000,
    }).then((result) => (end = result));
    for (const text of ['one', 'two', 'three'])
      feed.type(JSON.stringify({ do: 'message.send', room: 'general', text }));
    feed.type(JSON.stringify({ do: 'message.send', room: 'general', text: 'x', to: 'y' }));
    feed.end();
    await world.until(() => end !== null);
    expect(end).toEqual({ type: 'done', isGood: false });
    expect(JSON.parse(written.at(-1) ?? '')).toEqual({ event: 'end', isGood: false, waiting: 0, failed: 0, errors: 1 });
    await world.run(1000);
    expect(said(bob.news()).filter((line) => line.startsWith('CI:'))).toEqual(['CI: one', 'CI: two', 'CI: three']);
  });
});
