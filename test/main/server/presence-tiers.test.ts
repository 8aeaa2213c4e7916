import { describe, expect, it } from 'vitest';
import { presenceAudience, type PresenceTier, type PresenceWorld } from '#main/server/presence-tiers.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { personId, roomId } from './ids.ts';

const ada = personId(1);
const [small, large] = [roomId(1), roomId(2)];

interface Screens {
  readonly people?: Record<PersonId, string[]>;
  readonly rooms?: Record<RoomId, string[]>;
  readonly everybody?: string[];
}

/** Ada is in both rooms; listeners are names. */
function setupWorld({ people = {}, rooms = {}, everybody = [] }: Screens = {}): PresenceWorld<string> {
  const listeners: Record<RoomId, string[]> = { [small]: ['ben', 'cleo'], [large]: ['cleo', 'dan', 'eve'] };
  return {
    roomsOf: () => [large, small],
    memberCount: (room) => (room === small ? 50 : 51),
    listenersIn: (room) => listeners[room] ?? [],
    watchersOf: (person) => people[person] ?? [],
    watchersIn: (room) => rooms[room] ?? [],
    everybodyWatchers: () => everybody,
  };
}

function audience(world: PresenceWorld<string>, tier: PresenceTier): string[] {
  return [...presenceAudience(world, ada, tier)].toSorted((a, b) => a.localeCompare(b));
}

describe('[P20] who hears of somebody', () => {
  it.each<[string, Screens, string[], string[], string[]]>([
    ['with nothing on the screen: by the size of the room', {}, [], ['ben', 'cleo'], ['dan', 'eve']],
    ['with the person on the screen: at once', { people: { [ada]: ['dan'] } }, ['dan'], ['ben', 'cleo'], ['eve']],
    ['with a common room on the screen: at once', { rooms: { [large]: ['eve'] } }, ['eve'], ['ben', 'cleo'], ['dan']],
    ['with a list of everybody: soon', { everybody: ['dan', 'zoe'] }, [], ['ben', 'cleo', 'dan', 'zoe'], ['eve']],
    [
      'with all of it: once, and at once',
      { people: { [ada]: ['ben'] }, everybody: ['ben'] },
      ['ben'],
      ['cleo'],
      ['dan', 'eve'],
    ],
  ])('%s', (_case, screens, now, soon, late) => {
    const world = setupWorld(screens);
    expect([audience(world, 'now'), audience(world, 'soon'), audience(world, 'late')]).toEqual([now, soon, late]);
  });

  it('nobody who shares no room and looks at nothing', () => {
    const world = { ...setupWorld(), roomsOf: () => [] };
    expect([audience(world, 'now'), audience(world, 'soon'), audience(world, 'late')]).toEqual([[], [], []]);
  });
});
