import { describe, expect, it } from 'vitest';
import { ann, bob, cem, club, logOf, modelOf, says, serverPerson, talk, type Line } from './sample-history.ts';

/** The seqs that a person may see of the room after these. */
function seen(person: typeof ann, lines: readonly Line[]): number[] {
  return modelOf(logOf(lines))
    .visibleEvents(person, club)
    .map(({ seq }) => seq);
}

const open: Line = [ann, 'room.created', { name: 'club', visibility: 'private', history: 'everything' }];

describe('the model of who sees what', () => {
  it('[P6] shows from joining on, up to and including the end', () => {
    const lines = [...talk, [ann, 'room.memberRemoved', { personId: bob }] as const, says(ann, 'now that he is gone')];
    expect(seen(bob, lines)).toEqual([5, 6, 7, 8]);
    expect(seen(ann, lines)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('[P6] does not open what was said meanwhile to whoever comes back', () => {
    const lines: Line[] = [
      ...talk,
      [bob, 'room.left'],
      says(ann, 'secret'),
      [ann, 'room.invited', { personId: bob }],
      says(ann, 'you again'),
    ];
    expect(seen(bob, lines)).toEqual([5, 6, 7, 8, 10, 11]);
  });

  it('[P6] shows everything where that was chosen, to members', () => {
    const lines: Line[] = [
      open,
      says(ann, 'one'),
      [ann, 'room.invited', { personId: bob }],
      [bob, 'room.left'],
      says(ann, 'two'),
    ];
    expect(seen(bob, lines)).toEqual([1, 2, 3, 4]);
    expect(seen(cem, lines)).toEqual([]);
    expect(seen(bob, [...lines, [ann, 'room.invited', { personId: bob }]])).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('[P6] shows everything of public rooms, whatever is said there', () => {
    const lines: Line[] = [
      [serverPerson, 'room.created', { name: 'general', visibility: 'public', history: 'joined' }],
      [ann, 'room.joined'],
      says(ann, 'first'),
      [bob, 'room.joined'],
    ];
    expect(seen(bob, lines)).toEqual([1, 2, 3, 4]);
    expect(modelOf(logOf(lines)).rooms.get(club)?.members).toEqual(new Set([ann, bob]));
  });

  it('[P17] has all people of a direct room in it', () => {
    const model = modelOf(logOf([[ann, 'direct.opened', { personIds: [bob] }], says(bob, 'hi')]));
    expect(model.rooms.get(club)).toMatchObject({ kind: 'direct', name: null, history: 'joined', itemHead: 1 });
    expect(model.rooms.get(club)?.members).toEqual(new Set([ann, bob]));
  });

  it('follows names and topics', () => {
    const renamed: Line[] = [
      ...talk,
      [ann, 'room.renamed', { name: 'pub' }],
      [ann, 'room.topicSet', { topic: 'beer' }],
      [bob, 'person.renamed', { displayName: 'Rob' }],
    ];
    const model = modelOf(logOf(renamed));
    expect(model.rooms.get(club)).toMatchObject({ name: 'pub', topic: 'beer' });
    expect([...model.people.values()]).toEqual(['Ann', 'Rob']);
  });
});
