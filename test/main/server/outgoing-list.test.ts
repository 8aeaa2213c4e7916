import { describe, expect, it } from 'vitest';
import { OutgoingList } from '#main/server/outgoing-list.ts';
import { createFrame } from '#main/transport/frame.ts';

const [a, b, c] = ['{"a":1}', '{"b":2}', '{"c":3}'].map(createFrame) as [Frame, Frame, Frame];
type Frame = ReturnType<typeof createFrame>;

function listOf(...frames: Frame[]): OutgoingList {
  return frames.reduce((list, frame) => list.with(frame), OutgoingList.empty());
}

describe('a list of outgoing frames', () => {
  it('keeps their order', () => {
    expect(listOf(b, a, c).texts).toEqual([b.text, a.text, c.text]);
    expect(listOf(b, a, c).length).toBe(3);
  });

  it('is empty at the beginning', () => {
    expect(OutgoingList.empty().texts).toEqual([]);
    expect(OutgoingList.empty().wire()).toHaveLength(0);
  });

  it('holds the bytes of all frames one behind the other', () => {
    expect(listOf(a, b).wire()).toEqual(Buffer.concat([a.wire(), b.wire()]));
  });

  it('of one frame is that frame’s own bytes', () => {
    expect(listOf(a).wire()).toBe(a.wire());
  });

  it('is the same list for everybody who was given the same frames', () => {
    const nothing = OutgoingList.empty();
    expect(nothing.with(a).with(b)).toBe(nothing.with(a).with(b));
    expect(nothing.with(a).with(b).wire()).toBe(nothing.with(a).with(b).wire());
  });

  it('is the same list again after others went another way', () => {
    const nothing = OutgoingList.empty();
    const first = nothing.with(a);
    const [second, third] = [nothing.with(b), nothing.with(c)];
    expect([nothing.with(a), nothing.with(b), nothing.with(c)]).toEqual([first, second, third]);
    expect(nothing.with(a)).toBe(first);
    expect(nothing.with(b)).toBe(second);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('differs by order', () => {
    const nothing = OutgoingList.empty();
    expect(nothing.with(a).with(b)).not.toBe(nothing.with(b).with(a));
    expect(nothing.with(b).with(a).texts).toEqual([b.text, a.text]);
  });

  it('takes the same frame twice', () => {
    expect(listOf(a, a).texts).toEqual([a.text, a.text]);
  });

  it('encodes each frame once, however many lists it is in', () => {
    let encoded = 0;
    const counting: Frame = { ...a, wire: () => ((encoded += 1), a.wire()) };
    const nothing = OutgoingList.empty();
    const lists = Array.from({ length: 1_000 }, () => nothing.with(counting).with(b));
    for (const list of lists) list.wire();
    expect(encoded).toBe(1);
  });
});
