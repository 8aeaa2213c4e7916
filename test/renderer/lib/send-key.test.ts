import { describe, expect, it } from 'vitest';
import { isSendKey, type KeyPress } from '#renderer/lib/send-key.ts';

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
};

describe('Enter', () => {
  it('sends, or not, as the person chose', () => {
    expect([isSendKey(enter, 'enter'), isSendKey(enter, 'ctrl+enter')]).toEqual([true, false]);
    expect(isSendKey({ ...enter, ctrlKey: true }, 'ctrl+enter')).toBe(true);
    expect(isSendKey({ ...enter, metaKey: true }, 'ctrl+enter')).toBe(true);
  });

  it('with Shift starts a line', () => {
    expect(isSendKey({ ...enter, shiftKey: true }, 'enter')).toBe(false);
    expect(isSendKey({ ...enter, shiftKey: true, ctrlKey: true }, 'ctrl+enter')).toBe(false);
  });

  it.each([{ isComposing: true }, { keyCode: 229 }])(
    'that chooses a word of an input method sends nothing (%o)',
    (press) => {
      expect(isSendKey({ ...enter, ...press }, 'enter')).toBe(false);
      expect(isSendKey({ ...enter, ...press, ctrlKey: true }, 'ctrl+enter')).toBe(false);
    },
  );
});
