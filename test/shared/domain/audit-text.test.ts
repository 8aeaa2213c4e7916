import { describe, expect, it } from 'vitest';
import { auditText } from '#shared/domain/audit-text.ts';
import type { AuditEntry } from '#shared/domain/audit.ts';
import { undoDraft } from '#shared/domain/undo-draft.ts';
import { commandIdOf, deviceKeyOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const names = {
  person: (personId: string) => ({ [personIdOf(1)]: 'Olga', [personIdOf(2)]: '=HYPERLINK("x"), Ben' })[personId],
  room: () => 'lunch',
};

function entry(parts: Partial<AuditEntry> = {}): AuditEntry {
  const who = { personId: personIdOf(1), commandId: commandIdOf(1) };
  return { seq: 7, at: Date.UTC(2026, 0, 2), kind: 'person.roleSet', ...who, isUndone: false, ...parts };
}

describe('the text of an audit', () => {
  it('[T17] is one JSON object a line, with names beside ids', () => {
    const text = auditText([entry({ subject: personIdOf(2), role: 'moderator' }), entry({ seq: 6 })], names, 'json');
    const [first, second, rest] = text.split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      at: '2026-01-02T00:00:00.000Z',
      seq: 7,
      kind: 'person.roleSet',
      personId: personIdOf(1),
      commandId: commandIdOf(1),
      isUndone: false,
      subject: personIdOf(2),
      role: 'moderator',
      who: 'Olga',
      whom: '=HYPERLINK("x"), Ben',
    });
    expect(JSON.parse(second ?? '')).toMatchObject({ seq: 6 });
    expect(rest).toBe('');
  });

  it('[T17] is a table whose cells are no formulas and hold what they hold', () => {
    const text = auditText([entry({ subject: personIdOf(2), role: 'moderator', roomId: roomIdOf(1) })], names, 'csv');
    const [head, row, end] = text.split('\r\n');
    expect(head).toMatch(/^at,kind,who,whom,what,room,seq,whoId,whomId,commandId,/);
    expect(row).toContain(`2026-01-02T00:00:00.000Z,person.roleSet,Olga,"'=HYPERLINK(""x""), Ben",moderator,lunch,7,`);
    expect(end).toBe('');
  });

  it.each(['=1', '+1', '-1', '@a'])('[T17] takes nothing for a formula that begins like %s', (text) => {
    expect(auditText([entry({ text })], names, 'csv')).toContain(`,'${text},`);
  });

  it.each(['json', 'csv'] as const)('[T8, T17] has nothing that a terminal takes for a command, as %s', (format) => {
    const evil = '\u001b]0;mine\u0007\u009b2J\r\n\t\u202e\u200b=1';
    const called = { person: () => evil, room: () => evil };
    const told = auditText([entry({ text: evil, subject: personIdOf(2), roomId: roomIdOf(1) })], called, format);
    const lines = told.split(format === 'csv' ? '\r\n' : '\n');
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]|\\u00/u);
    expect(told.split(']0;mine2J =1')).toHaveLength(5);
    expect(auditText([entry({ text: '\u200b=1' })], names, 'csv')).toContain(`,'=1,`);
  });

  it('tells the door with the time it is open', () => {
    const text = auditText([entry({ door: 'knock', openUntil: Date.UTC(2026, 0, 3) })], names, 'csv');
    expect(text).toContain('"knock, open until 2026-01-03T00:00:00.000Z"');
  });

  it('is nothing but a head where nothing was done', () => {
    expect(auditText([], names, 'json')).toBe('');
    expect(auditText([], names, 'csv').split('\r\n')).toHaveLength(2);
  });
});

describe('what gives an act back', () => {
  const undoes = { personId: personIdOf(1), commandId: commandIdOf(1) };
  it.each([
    [
      { subject: personIdOf(2), undo: { until: 1, role: 'guest' } },
      { kind: 'person.setRole', body: { personId: personIdOf(2), role: 'guest', undoes } },
    ],
    [
      { subject: personIdOf(2), undo: { until: 1, standing: 'active' } },
      { kind: 'person.setStanding', body: { personId: personIdOf(2), standing: 'active', undoes } },
    ],
    [
      { undo: { until: 1, door: 'knock', openUntil: 0 } },
      { kind: 'server.setDoor', body: { door: 'knock', openUntil: 0, undoes } },
    ],
    [
      { device: deviceKeyOf(3), undo: { until: 1, isBanned: false } },
      { kind: 'device.setBan', body: { device: deviceKeyOf(3), isBanned: false, undoes } },
    ],
  ] as const)('[T17] names it (%#)', (parts, draft) => {
    expect(undoDraft(entry(parts))).toEqual(draft);
  });

  it('[T17] is nothing where its entry does not say what stood before', () => {
    expect(undoDraft(entry({ subject: personIdOf(2) }))).toBeNull();
    expect(undoDraft(entry({ undo: { until: 1, role: 'guest' } }))).toBeNull();
  });
});
