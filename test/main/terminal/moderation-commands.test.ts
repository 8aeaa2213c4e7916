import { describe, expect, it } from 'vitest';
import { buildMessage, buildPerson, commandIdOf, general, jonas, nordlicht, roomIdOf } from './builders.ts';
import { setupPeople } from './setup-people.ts';

const asked = (calls: readonly { readonly name: string; readonly params: unknown }[], name: string) =>
  calls.filter((call) => call.name === name).map(({ params }) => params);

describe('[T15] /block', () => {
  it('blocks somebody by name, and /unblock takes it back', async () => {
    const { news, type, calls } = await setupPeople({ state: { people: [buildPerson()] } });
    news();
    for (const line of ['/block Jonas', '/unblock "Jonas"', '/block Nobody']) await type(line);
    const at = { serverId: nordlicht, personId: jonas };
    expect(asked(calls, 'person.setBlock')).toEqual([
      { ...at, isBlocked: true },
      { ...at, isBlocked: false },
    ]);
    expect(news()).toEqual([
      'Blocked. They are not told; /unblock takes it back.',
      'You hear them again.',
      'There is no "Nobody" here.',
    ]);
  });

  it('keeps from the screen what they say, here and elsewhere', async () => {
    const { news, emit, pass } = await setupPeople({ state: { people: [buildPerson({ isBlocked: true })] } });
    news();
    const say = (roomId: typeof general, text: string, number: number) => {
      const item = buildMessage(text, { commandId: commandIdOf(number), key: `k${number}`, itemNumber: number });
      emit('timeline.changed', { serverId: nordlicht, roomId, items: [item], removed: [], isLive: true });
    };
    say(general, 'you fools', 51);
    say(roomIdOf('d'), 'you fools too', 52);
    await pass(0);
    const shown = news().join(' ');
    expect(shown).not.toContain('fools');
    expect(shown).toContain('hidden: you have blocked them');
  });
});

describe('[T16] /report', () => {
  it('sends a name, and words after a colon', async () => {
    const { news, type, calls } = await setupPeople({ state: { people: [buildPerson()] } });
    news();
    await type('/report Jonas: at lunch: rude');
    await type('/report Jonas');
    const report = { serverId: nordlicht, personId: jonas, reason: 'other' };
    expect(asked(calls, 'report.create')).toEqual([
      { ...report, text: 'at lunch: rude' },
      { ...report, text: '' },
    ]);
    expect(news()[0]).toBe('Reported to owners and moderators. Whom it is about does not see it.');
  });
});
