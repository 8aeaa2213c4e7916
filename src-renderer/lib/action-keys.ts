import { actionKeys, type WindowAction } from '#shared/ipc/window-action.ts';
import { isComposing, type KeyPress } from './send-key.ts';

/** A key as it is pressed on one platform. */
export interface ActionKey {
  /** As `KeyboardEvent.key` has it, letters in lower case. */
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

export type ActionPress = KeyPress & { readonly code: string };

const named: Readonly<Record<string, string>> = { Up: 'ArrowUp', Down: 'ArrowDown' };
const signs: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Plus: '+' };
const actions = Object.keys(actionKeys) as WindowAction[];

/** Reads an accelerator as the menus of a desktop write it, such as `CmdOrCtrl+Shift+K`. */
export function parseActionKey(accelerator: string, isMac: boolean): ActionKey {
  const parts = accelerator.split('+');
  const last = parts.at(-1) ?? '';
  const isCommand = parts.includes('CmdOrCtrl');
  return {
    key: named[last] ?? (last.length === 1 ? last.toLowerCase() : last),
    ctrl: isCommand && !isMac,
    meta: isCommand && isMac,
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
  };
}

/** The action that this press asks for; none while an input method is at work. */
export function actionOf(press: ActionPress, isMac: boolean): WindowAction | null {
  if (isComposing(press)) return null;
  return actions.find((action) => isPressed(parseActionKey(actionKeys[action], isMac), press)) ?? null;
}

/** What stands on the key caps. */
export function keyCaps(accelerator: string, isMac: boolean): readonly string[] {
  const { key, ctrl, meta, alt, shift } = parseActionKey(accelerator, isMac);
  const caps = [ctrl && 'Ctrl', alt && (isMac ? '⌥' : 'Alt'), shift && (isMac ? '⇧' : 'Shift'), meta && '⌘'];
  const last = signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [...caps.filter((cap) => cap !== false), last];
}

function isPressed(wanted: ActionKey, press: ActionPress): boolean {
  if (wanted.ctrl !== press.ctrlKey || wanted.meta !== press.metaKey || wanted.alt !== press.altKey) return false;
  // Some layouts need Shift for a sign, such as the slash on a German keyboard.
  const isSign = wanted.key.length === 1 && !/[a-z]/u.test(wanted.key);
  if (!isSign && wanted.shift !== press.shiftKey) return false;
  return wanted.key === keyOf(press);
}

/** A layout without Latin letters is taken by where the key lies. */
function keyOf({ key, code }: ActionPress): string {
  const letter = /^Key([A-Z])$/u.exec(code)?.[1];
  const isForeign = key.length === 1 && key > '\u007F';
  return isForeign && letter !== undefined ? letter.toLowerCase() : key.length === 1 ? key.toLowerCase() : key;
}
