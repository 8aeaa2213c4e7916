import { describe, expect, it } from 'vitest';
import { ann, bob, cem, club, logOf, modelOf, talk } from './sample-history.ts';
import { createWireCheck } from './wire-check.ts';

function setupWire() {
  const events = logOf(talk);
  const check = createWireCheck(modelOf(events));
  const frame = (seq: number): unknown => JSON.parse(events[seq - 1]?.frame ?? '');
  const send = (value: unknown, { person = ann, link = 1 } = {}): string[] =>
    check.toClient(link, person, JSON.stringify(value)).map(({ rule }) => rule);
  const reply = (result: object, person = ann) => send({ type: 'reply', id: 1, result }, { person });
  return { check, events, frame, send, reply };
}

describe('the check of the wire', () => {
  it('finds nothing in events as they are, in order', () => {
    const { send, frame } = setupWire();
    expect([3, 4, 6].flatMap((seq) => send(frame(seq)))).toEqual([]);
  });

  it('[D2] finds an event that is not committed', () => {
    expect(setupWire().send({ type: 'event', header: { seq: 8 } })).toContain('D2');
  });

  it('[I5] finds an event of other bytes', () => {
    expect(setupWire().send({ type: 'event', header: { seq: 4, at: 5 } })).toEqual(['I5']);
  });

  it('[I8] finds an event that is hidden from whom it is sent to', () => {
    const { send, frame, reply } = setupWire();
    expect(send(frame(4), { person: bob })).toEqual(['I8']);
    expect(reply({ events: [frame(4)], from: 4, to: 4 }, bob)).toEqual(['I8']);
    expect(reply({ events: [frame(4)], position: {} }, bob)).toContain('I8');
    expect(reply({ events: [frame(5)], from: 5, to: 5 }, bob)).toEqual([]);
  });

  it('[I8] finds a room that is told to whom it is hidden from', () => {
    const { send, reply } = setupWire();
    const opened = { type: 'stream.opened', stream: `room:${club}`, seq: 5 };
    expect(send(opened, { person: bob })).toEqual([]);
    expect(send(opened, { person: cem })).toEqual(['I8']);
    const part = { people: [], rooms: [{ room: { roomId: club }, access: [] }] };
    expect(reply(part, cem)).toEqual(['I8']);
    expect(reply({ rooms: [{ room: { roomId: club }, memberCount: 2 }] }, cem)).toEqual([]);
  });

  it('[P7] finds events out of order on one connection, and pages of history out of it are none', () => {
    const { send, frame, reply } = setupWire();
    send(frame(6));
    expect(send(frame(6))).toEqual(['P7']);
    expect(send(frame(4))).toEqual(['P7']);
    expect(reply({ events: [frame(4)], position: {} })).toEqual(['P7']);
    expect(reply({ events: [frame(4)], from: 4, to: 4 })).toEqual([]);
    expect(send(frame(4), { link: 2 })).toEqual([]);
  });

  it('[I1] finds an acknowledgement of what is not in the log', () => {
    const { send, events } = setupWire();
    const accepted = (seq: number, commandId: unknown) =>
      send({ type: 'accepted', commandId, header: { seq }, number: 1 });
    expect(accepted(4, events[3]?.commandId)).toEqual([]);
    expect(accepted(4, events[5]?.commandId)).toEqual(['I1']);
    expect(accepted(7, events[6]?.commandId)).toEqual(['I1']);
    expect(accepted(8, events[6]?.commandId)).toEqual(['I1']);
  });

  it('[P1] finds that a client was told of nonsense it sent', () => {
    const { send } = setupWire();
    expect(send({ type: 'error', error: { type: 'unexpected_frame', frame: 'command' } })).toEqual(['P1']);
    expect(send({ type: 'error', error: { type: 'replaced' } })).toEqual([]);
  });

  it('[I5] knows which commands were sent, byte for byte', () => {
    const { check } = setupWire();
    check.fromClient('{"command":{"a":1},"signature":"s","type":"command"}');
    expect(check.isMade({ command: '{"a":1}', signature: 's' })).toBe(true);
    expect(check.isMade({ command: '{"a":1}', signature: 't' })).toBe(false);
    expect(check.isMade({ command: '{"a":2}', signature: 's' })).toBe(false);
  });
});
