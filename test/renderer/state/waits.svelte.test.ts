import { expect, it } from 'vitest';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { Waits } from '#renderer/state/waits.svelte.ts';
import { buildServer, nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';

const knocking = { type: 'pending', door: 'knock', refusal: null, digits: null, claim: null } as const;
const opened = { ...knocking, digits: '704226' } as const;

function setupWaits() {
  const scripted = createScriptedChat();
  const clock = createFakeClock();
  const waits = new Waits(steadyClient(scripted.chat), clock);
  /** A minute later, the connection is another. */
  const pass = async (connection: ConnectionState): Promise<number> => {
    clock.advance(60_000);
    scripted.emit('server.changed', buildServer({ connection }));
    await settle();
    return clock.now();
  };
  return { waits, pass, scripted };
}

it('[T7] a knock has the time when it began, and the time when somebody came', async () => {
  const { waits, pass } = setupWaits();
  await pass({ type: 'connecting' });
  const knockedAt = await pass(knocking);
  await pass(knocking);
  expect(waits.of(nordlicht)).toEqual({ knockedAt, cameAt: null });
  const cameAt = await pass(opened);
  await pass(opened);
  expect(waits.of(nordlicht)).toEqual({ knockedAt, cameAt });
});

it('a knock that was there before the window has no time, and a new one has its own', async () => {
  const { waits, pass } = setupWaits();
  await pass(knocking);
  expect(waits.of(nordlicht)).toEqual({ knockedAt: null, cameAt: null });
  await pass({ type: 'connecting' });
  const knockedAt = await pass(knocking);
  expect(waits.of(nordlicht)).toEqual({ knockedAt, cameAt: null });
});

it('[T7] that the digits differed is known until one knocks again, or the server is forgotten', async () => {
  const { waits, pass, scripted } = setupWaits();
  await pass(opened);
  waits.differ(nordlicht);
  await pass({ type: 'offline', since: 0 });
  expect(waits.isDiffered(nordlicht)).toBe(true);
  await pass({ type: 'connecting' });
  await pass(knocking);
  expect(waits.isDiffered(nordlicht)).toBe(false);
  waits.differ(nordlicht);
  scripted.emit('server.forgotten', { serverId: nordlicht });
  await settle();
  expect(waits.isDiffered(nordlicht)).toBe(false);
});

it('[T7] that digits match is said of those alone, and no longer than they are shown', async () => {
  const { waits, pass, scripted } = setupWaits();
  const isMatched = () => [waits.isMatched(nordlicht, '704226'), waits.isMatched(nordlicht, '118203')];
  await pass(opened);
  expect(isMatched()).toEqual([false, false]);
  waits.match(nordlicht, '704226');
  await pass(opened);
  expect(isMatched()).toEqual([true, false]);
  await pass({ ...opened, digits: '118203' });
  await pass(opened);
  expect(isMatched()).toEqual([false, false]);
  waits.match(nordlicht, '704226');
  await pass({ type: 'connecting' });
  expect(isMatched()).toEqual([false, false]);
  waits.match(nordlicht, '704226');
  scripted.emit('server.forgotten', { serverId: nordlicht });
  await settle();
  expect(isMatched()).toEqual([false, false]);
});
