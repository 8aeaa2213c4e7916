import { describe, expect, it } from 'vitest';
import type { Refusal } from '#shared/domain/refusal.ts';
import { commandIdOf, general, nordlicht, roomIdOf } from './builders.ts';
import { setupPeople } from './setup-people.ts';

describe('commands that the server refused', () => {
  const reason: Refusal = { type: 'not_allowed', action: 'room.rename' };
  const failed = [
    { commandId: commandIdOf(70), kind: 'person.rename', roomId: null, reason },
    { commandId: commandIdOf(71), kind: 'room.rename', roomId: general, reason },
    { commandId: commandIdOf(72), kind: 'message.send', roomId: roomIdOf('t'), reason },
  ];
  const ids = [commandIdOf(70), commandIdOf(71), commandIdOf(72)];

  it.each(['message.retry', 'message.discard'] as const)('are reached by %s, each of the server', async (name) => {
    const { type, calls, news } = await setupPeople({ state: { failed } });
    news();
    await type(name === 'message.retry' ? '/retry all' : '/discard all');
    const reached = calls.filter((call) => call.name === name);
    expect(reached.map(({ params }) => params)).toEqual(ids.map((commandId) => ({ serverId: nordlicht, commandId })));
    expect(news()).toEqual(name === 'message.retry' ? [] : ['3 discarded.']);
  });

  it('are discarded one by one where they belong, and those elsewhere are told of', async () => {
    const { type, calls, news, state } = await setupPeople({ state: { failed } });
    await type('/discard');
    expect(calls.at(-1)?.params).toEqual({ serverId: nordlicht, commandId: commandIdOf(71) });
    state.failed = failed.slice(0, 1);
    news();
    await type('/discard');
    expect(news().join(' ')).toContain('Nothing in this room has failed, 1 elsewhere');
    state.failed = [];
    await type('/discard all');
    expect(news()).toEqual(['Nothing here has failed.']);
  });
});
