import { describe, expect, it } from 'vitest';
import { createPresenceWatches } from '#main/server/presence-watches.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const [ada, ben] = [personIdOf(1), personIdOf(2)];
const general = roomIdOf(1);

describe('watches', () => {
  it('[P20] say who has whom on the screen', () => {
    const watches = createPresenceWatches<string>();
    watches.set('one', { personIds: [ada], roomIds: [general], everybody: false });
    watches.set('two', { personIds: [ada], roomIds: [], everybody: true });
    expect([...watches.ofPerson(ada)]).toEqual(['one', 'two']);
    expect([...watches.ofRoom(general)]).toEqual(['one']);
    expect([...watches.ofEverybody()]).toEqual(['two']);
  });

  it('replace what was watched before, and tell what is new', () => {
    const watches = createPresenceWatches<string>();
    watches.set('one', { personIds: [ada], roomIds: [general], everybody: true });
    const fresh = watches.set('one', { personIds: [ada, ben], roomIds: [general], everybody: true });
    expect(fresh).toEqual({ personIds: [ben], roomIds: [], everybody: false });
    watches.set('one', { personIds: [ben], roomIds: [], everybody: false });
    expect([watches.ofPerson(ada).size, watches.ofRoom(general).size, watches.ofEverybody().size]).toEqual([0, 0, 0]);
    expect([...watches.ofPerson(ben)]).toEqual(['one']);
  });

  it('end with the connection', () => {
    const watches = createPresenceWatches<string>();
    watches.set('one', { personIds: [ada], roomIds: [general], everybody: true });
    watches.remove('one');
    watches.remove('one');
    expect([watches.ofPerson(ada).size, watches.ofRoom(general).size, watches.ofEverybody().size]).toEqual([0, 0, 0]);
  });
});
