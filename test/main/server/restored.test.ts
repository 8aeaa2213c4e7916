import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { limits } from '#shared/protocol/limits.ts';
import { roomIdOf, epochIdOf } from '#test/support/sample-ids.ts';
import type { ChatServerWorldOptions } from './chat-server-world.ts';
import { setupRestored, type RestoredWorld } from './restored-world.ts';
import type { TestClient } from './test-client.ts';

const { resync } = closeCodes;

/** The server gathers: the loss was seen, and Ada and Ben are there again. */
async function setupGathering(options: ChatServerWorldOptions = {}) {
  const world = await setupRestored(options);
  await world.show(await world.login(1));
  const [ada, ben] = [await world.login(1), await world.login(2)];
  return { ...world, ada, ben };
}

async function gateOf({ log }: RestoredWorld) {
  const { epoch, gate } = await log.directory();
  return [epoch.epoch, gate];
}

const codesOf = (...clients: TestClient[]) => clients.map(({ closed }) => closed?.code ?? null);

describe('a server that lost something', () => {
  it('[H1, H3] cuts everybody as soon as a device shows it, and knows them again as those it gathers from', async () => {
    const world = await setupRestored();
    const [ada, ben] = [await world.login(1), await world.login(2)];
    await world.show(ben);
    expect(codesOf(ada, ben)).toEqual([resync, resync]);
    expect(await gateOf(world)).toEqual([2, 'closed']);
    const again = await world.login(1);
    expect(again.takeOf('session')).toMatchObject([{ state: 'healing', epoch: 2 }]);
    expect(world.server.stats().sessions.healing).toBe(1);
  });

  it('[H1] cuts them once, however many show it at the same moment', async () => {
    const world = await setupRestored();
    const clients = [await world.login(1), await world.login(2)];
    const { position, epochId } = world.held;
    for (const client of clients) client.sendRequest('resume', { position, epochId });
    await world.settle();
    expect(codesOf(...clients)).toEqual([resync, resync]);
    expect(await gateOf(world)).toEqual([2, 'closed']);
    const again = await world.login(1);
    await world.show(again);
    expect([again.closed, await gateOf(world)]).toEqual([null, [2, 'closed']]);
  });

  it('[H1] disturbs nobody where the position is forged', async () => {
    const world = await setupRestored();
    const [ada, ben] = [await world.login(1), await world.login(2)];
    const { position } = world.held;
    const replies = await world.show(ben, { position: { ...position, mac: 'A'.repeat(22) } });
    expect(replies).toMatchObject([{ type: 'reply', result: { mode: 'heal' } }]);
    expect(codesOf(ada, ben)).toEqual([null, null]);
    expect(await gateOf(world)).toEqual([1, 'open']);
  });

  it('[H3] takes no more strangers while it gathers than may wait at its door, and everybody whom it knows', async () => {
    const world = await setupGathering({ limits: { maxPending: 2 } });
    const strangers = [await world.login(7), await world.login(8), await world.login(9)];
    expect(codesOf(...strangers)).toEqual([null, null, closeCodes.doorCrowded]);
    world.ada.link.client.close(1000, 'bye');
    const again = await world.login(1);
    expect([again.closed, again.takeOf('session')]).toMatchObject([null, [{ state: 'healing' }]]);
    strangers[0]?.link.client.close(1000, 'bye');
    await world.settle();
    expect((await world.login(10)).closed).toBeNull();
  });

  it('[H3] answers nothing else while it gathers, takes no commands, and tells nothing', async () => {
    const { ada, settle, general, held } = await setupGathering();
    ada.take();
    const { epochId } = held;
    ada.sendRequest('history.page', { roomId: general, epochId, maxItems: 1 });
    ada.sendRequest('marker.list', {});
    ada.sendRequest('healing.report', {});
    ada.sendRequest('resume', { position: null });
    ada.sendCommand('message.send', { roomId: general, content: { type: 'text', text: 'too soon' } });
    await settle();
    const frames = ada.take();
    const replies = frames.filter(({ type }) => type === 'reply');
    expect(replies.map(({ error, result }) => error ?? result)).toEqual([
      ...Array<object>(3).fill({ type: 'healing' }),
      { mode: 'heal' },
    ]);
    expect(frames.filter(({ type }) => type !== 'reply')).toMatchObject([
      { type: 'refused', isFinal: false, error: { type: 'healing' } },
    ]);
  });

  it('[H3] opens its gate when enough is back and everybody had the time to come, and cuts them again', async () => {
    const world = await setupGathering();
    const { ada, ben, clock, settle, held } = world;
    await world.show(ben);
    const replies = await world.giveAll(ben);
    expect(replies).toMatchObject([
      { result: { outcomes: held.lost.map(() => 'healed') } },
      { result: { gate: 'closed' } },
    ]);
    clock.advance(limits.gatheringMs - 1);
    await settle();
    expect([await gateOf(world), codesOf(ada, ben)]).toEqual([
      [2, 'closed'],
      [null, null],
    ]);
    clock.advance(1);
    await settle();
    expect([await gateOf(world), codesOf(ada, ben)]).toEqual([
      [2, 'open'],
      [resync, resync],
    ]);
    const again = await world.login(1);
    expect(again.takeOf('session')).toMatchObject([{ state: 'active', epoch: 2 }]);
    expect(await world.log.healingReport()).toMatchObject({ returned: held.lost.length, missing: 0 });
  });

  it('[H3] opens it with the last that was missing, once the time to come is over', async () => {
    const world = await setupGathering();
    const { ada, ben, clock, settle } = world;
    await world.show(ada);
    ada.sendRequest('healing.done', {});
    await settle();
    clock.advance(limits.gatheringMs);
    await settle();
    expect(await gateOf(world)).toEqual([2, 'closed']);
    await world.show(ben);
    await world.giveAll(ben);
    expect(await gateOf(world)).toEqual([2, 'open']);
  });

  it('[H3] opens it with the last that was missing, though whoever gave that is gone before they could say so', async () => {
    const world = await setupGathering();
    const { ada, ben, settle, held } = world;
    await world.show(ada);
    ada.sendRequest('healing.done', {});
    await settle();
    await world.wait(limits.lateGatheringMs);
    await world.show(ben);
    ben.sendRequest('healing.give', { epochs: [], events: [...held.lost] });
    await settle();
    ben.link.client.terminate();
    await world.wait(limits.gatheringMs);
    expect(await gateOf(world)).toEqual([2, 'open']);
  });

  it('[H3] opens it for nobody who shows and gives nothing', async () => {
    const world = await setupGathering();
    const { clock, settle, held, ben } = world;
    const stranger = await world.login(9);
    expect(stranger.takeOf('session')).toMatchObject([{ state: 'healing' }]);
    // All is here, and nobody who was there before says so.
    ben.sendRequest('healing.give', { epochs: [], events: [...held.lost] });
    stranger.sendRequest('healing.done', {});
    clock.advance(limits.gatheringMs);
    await settle();
    expect(stranger.takeOf('reply')).toMatchObject([{ result: { gate: 'closed' } }]);
    expect(await gateOf(world)).toEqual([2, 'closed']);
    await world.show(ben);
    ben.sendRequest('healing.done', {});
    await settle();
    clock.advance(limits.gatheringMs);
    await settle();
    expect(await gateOf(world)).toEqual([2, 'open']);
  });

  it('[H3] goes on without the rest when its host says so, once', async () => {
    const world = await setupGathering();
    expect(await world.server.goOn()).toBe(true);
    await world.settle();
    expect(codesOf(world.ada, world.ben)).toEqual([resync, resync]);
    expect(await gateOf(world)).toEqual([2, 'open']);
    expect(await world.server.goOn()).toBe(false);
    expect(await world.server.healing()).toMatchObject({ returned: 0, missing: world.held.lost.length });
  });

  it('[H4] counts it against the giver when an author did not sign what is given', async () => {
    const { ben, settle, held, server } = await setupGathering();
    const [first, second] = held.lost;
    if (first === undefined || second === undefined) throw new Error('two were lost');
    ben.take();
    ben.sendRequest('healing.give', { epochs: [], events: [{ ...first, signature: second.signature }] });
    await settle();
    const frames = ben.take();
    expect(frames.map(({ type }) => type).toSorted()).toEqual(['error', 'reply']);
    expect(frames.find(({ type }) => type === 'reply')).toMatchObject({ result: { outcomes: ['refused'] } });
    expect(server.stats().counters.protocolErrors).toBe(1);
  });

  it('[H4] tells those who are there what somebody brings later, before they write themselves', async () => {
    const world = await setupGathering();
    await world.server.goOn();
    await world.settle();
    const [ada, ben] = [await world.login(1), await world.login(2)];
    await world.resume(ada);
    ada.take();
    await world.show(ben);
    await world.giveAll(ben);
    const events = ada.takeOf('event');
    expect(events.map(({ header }) => (header as { origin?: object }).origin)).toMatchObject(
      world.held.lost.map(({ header }) => ({ epoch: 1, seq: header.seq })),
    );
  });
});

describe('somebody whom a server does not know any more', () => {
  it('[H3] is not admitted to give anything before showing to have been here', async () => {
    const world = await setupRestored();
    const eve = await world.login(3);
    expect(eve.takeOf('session')).toMatchObject([{ state: 'pending' }]);
    const { position } = world.held;
    const refused = { error: { type: 'not_admitted' } };
    expect(await world.show(eve, { position: { ...position, mac: 'A'.repeat(22) } })).toMatchObject([refused]);
    expect(await world.show(eve, { epochId: epochIdOf(9) })).toMatchObject([refused]);
    eve.sendRequest('resume', { position: null });
    eve.sendRequest('healing.cut', { offers: [] });
    eve.sendRequest('healing.give', { epochs: [], events: [] });
    eve.sendRequest('healing.done', {});
    eve.sendRequest('healing.report', {});
    eve.sendRequest('history.page', { roomId: roomIdOf(1), epochId: epochIdOf(1), maxItems: 1 });
    await world.settle();
    expect(eve.takeOf('reply')).toMatchObject(Array<object>(6).fill(refused));
    expect(await gateOf(world)).toEqual([1, 'open']);
  });

  it('[H3] is not admitted by a position that the log holds: of whoever had it nothing was lost', async () => {
    const world = await setupRestored();
    const ada = await world.login(1);
    ada.take();
    ada.sendRequest('resume', { position: null });
    await world.settle();
    const answered = present(ada.takeOf('reply')[0], 'a snapshot');
    const { position } = answered['result'] as Pick<RestoredWorld['held'], 'position'>;
    const shown = { position, epochId: world.held.epochId };
    const refused = { error: { type: 'not_admitted' } };
    const showAndGive = async (number: number) => {
      const eve = await world.login(number);
      const replies = await world.show(eve, shown);
      eve.sendRequest('healing.cut', { offers: [] });
      eve.sendRequest('healing.offer', { pieces: [] });
      eve.sendRequest('healing.give', { epochs: [], events: [] });
      await world.settle();
      return [...replies, ...eve.takeOf('reply')];
    };
    expect(await showAndGive(7)).toMatchObject(Array<object>(4).fill(refused));
    await world.show(await world.login(1));
    await world.server.goOn();
    await world.settle();
    expect(await gateOf(world)).toEqual([2, 'open']);
    expect(await showAndGive(8)).toMatchObject(Array<object>(4).fill(refused));
  });

  it('[H3] sends no large frames before that', async () => {
    const world = await setupRestored();
    const eve = await world.login(3);
    await world.giveAll(eve);
    expect(eve.closed?.code).toBe(closeCodes.messageTooBig);
  });

  it('[H1, H3] shows it, and gives back that they were let in', async () => {
    const world = await setupRestored();
    await world.show(await world.login(3));
    const eve = await world.login(3);
    expect(await world.show(eve)).toMatchObject([{ result: { mode: 'heal' } }]);
    await world.giveAll(eve);
    world.clock.advance(limits.gatheringMs);
    await world.settle();
    expect(eve.closed).toMatchObject({ code: resync });
    const again = await world.login(3);
    expect(again.takeOf('session')).toMatchObject([{ state: 'active' }]);
  });
});
