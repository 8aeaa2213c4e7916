import { describe, expect, it } from 'vitest';
import { Place } from '#renderer/state/place.svelte.ts';
import { general, nordlicht, roomIdOf } from '#test/main/terminal/builders.ts';
import { createTabStore } from '../tab-store.ts';

describe('going to a message', () => {
  it('opens its room from wherever one is, and tells that room of it once', () => {
    const place = new Place(createTabStore());
    place.show('settings');
    place.dialog = 'palette';
    place.goToMessage(nordlicht, general, 'm7');
    expect([place.view, place.dialog, place.serverId, place.roomOn(nordlicht)]).toEqual([
      'workspace',
      null,
      nordlicht,
      general,
    ]);
    expect(place.takeMessage(nordlicht, roomIdOf('x'))).toBeNull();
    expect([place.takeMessage(nordlicht, general), place.takeMessage(nordlicht, general)]).toEqual(['m7', null]);
  });

  it('is forgotten by whoever goes to another room first', () => {
    const place = new Place(createTabStore());
    place.goToMessage(nordlicht, general, 'm7');
    place.goToRoom(nordlicht, roomIdOf('x'));
    place.goToRoom(nordlicht, general);
    expect(place.takeMessage(nordlicht, general)).toBeNull();
  });
});
