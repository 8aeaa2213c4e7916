import type { QuestionAnswer, Settings } from '#shared/ipc/shell-api.ts';

/** What happens when somebody wants the window or the program to go. */
export type Closing =
  /** Nothing to ask: it stays without its window. */
  | { readonly type: 'keep' }
  | { readonly type: 'quit' }
  /** The person decides, in the window. */
  | { readonly type: 'ask'; readonly about: 'close' | 'quit' };

export interface ClosingState {
  readonly whenClosed: Settings['whenClosed'];
  /** On macOS programs stay when their windows are closed, and nobody asks. */
  readonly isMac: boolean;
  /** Whether other people are in the server that runs here. */
  readonly isOthersThere: boolean;
  readonly isHosting: boolean;
}

/** The window's close button. */
export function closeWindow({ whenClosed, isMac, isHosting, isOthersThere }: ClosingState): Closing {
  if (isMac || whenClosed === 'keep') return { type: 'keep' };
  if (whenClosed === 'ask') return { type: 'ask', about: 'close' };
  return quitProgram({ isHosting, isOthersThere });
}

/** Quit, in a menu or in the tray: asked while it would throw people out. */
export function quitProgram({ isHosting, isOthersThere }: Pick<ClosingState, 'isHosting' | 'isOthersThere'>): Closing {
  return isHosting && isOthersThere ? { type: 'ask', about: 'quit' } : { type: 'quit' };
}

/** What is remembered of an answer: only what was said of closing, never a quit from the menu. */
export function rememberedChoice(
  about: 'close' | 'quit',
  { answer, isRemembered }: QuestionAnswer,
): 'keep' | 'quit' | null {
  return about === 'close' && isRemembered && answer !== 'cancel' ? answer : null;
}
