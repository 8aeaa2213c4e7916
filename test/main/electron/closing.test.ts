import { describe, expect, it } from 'vitest';
import { closeWindow, quitProgram, rememberedChoice, type ClosingState } from '#main/electron/closing.ts';

const alone: ClosingState = { whenClosed: 'ask', isMac: false, isHosting: false, isOthersThere: false };

describe('closing the window', () => {
  it('is asked about once, and then does what was said', () => {
    expect(closeWindow(alone)).toEqual({ type: 'ask', about: 'close' });
    expect(closeWindow({ ...alone, whenClosed: 'keep' })).toEqual({ type: 'keep' });
    expect(closeWindow({ ...alone, whenClosed: 'quit' })).toEqual({ type: 'quit' });
  });

  it('is asked about all the same where quitting would throw people out', () => {
    const hosting = { ...alone, whenClosed: 'quit', isHosting: true, isOthersThere: true } as const;
    expect(closeWindow(hosting)).toEqual({ type: 'ask', about: 'quit' });
    expect(closeWindow({ ...hosting, isOthersThere: false })).toEqual({ type: 'quit' });
  });

  it('leaves a program running on macOS, as every program there does', () => {
    expect(closeWindow({ ...alone, isMac: true })).toEqual({ type: 'keep' });
  });
});

it('quitting is asked about while others are in the server that runs here, and only then', () => {
  expect(quitProgram({ isHosting: true, isOthersThere: true })).toEqual({ type: 'ask', about: 'quit' });
  expect(quitProgram({ isHosting: true, isOthersThere: false })).toEqual({ type: 'quit' });
  expect(quitProgram({ isHosting: false, isOthersThere: false })).toEqual({ type: 'quit' });
});

it('of answers only those about closing are remembered, and no cancel', () => {
  expect(rememberedChoice('close', { answer: 'keep', isRemembered: true })).toBe('keep');
  expect(rememberedChoice('close', { answer: 'quit', isRemembered: true })).toBe('quit');
  expect(rememberedChoice('close', { answer: 'quit', isRemembered: false })).toBeNull();
  expect(rememberedChoice('close', { answer: 'cancel', isRemembered: true })).toBeNull();
  expect(rememberedChoice('quit', { answer: 'quit', isRemembered: true })).toBeNull();
});
