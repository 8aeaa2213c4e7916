import { describe, expect, it } from 'vitest';
import { actionKeys, type WindowAction } from '#shared/ipc/window-action.ts';
import { actionOf, keyCaps, parseActionKey, type ActionPress } from '#renderer/lib/action-keys.ts';

const actions = Object.keys(actionKeys) as WindowAction[];

function press(changes: Partial<ActionPress>): ActionPress {
  return {
    key: 'k',
    code: 'KeyK',
    keyCode: 75,
    isComposing: false,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...changes,
  };
}

/** The press that an accelerator asks for. */
function pressOf(accelerator: string, isMac: boolean): ActionPress {
  const { key, ctrl, meta, alt, shift } = parseActionKey(accelerator, isMac);
  return press({ key, code: '', ctrlKey: ctrl, metaKey: meta, altKey: alt, shiftKey: shift });
}

describe.each([
  ['macOS', true],
  ['elsewhere', false],
] as const)('the keys of actions on %s', (_, isMac) => {
  it.each(actions)('say %s and nothing else', (action) => {
    expect(actionOf(pressOf(actionKeys[action], isMac), isMac)).toBe(action);
  });

  it('are silent while an input method is at work', () => {
    const heard = actions.map((action) =>
      actionOf({ ...pressOf(actionKeys[action], isMac), isComposing: true }, isMac),
    );
    expect(heard.filter((action) => action !== null)).toEqual([]);
  });
});

it('the command key is Cmd on macOS and Ctrl elsewhere, and never the other', () => {
  const [ctrl, meta] = [press({ ctrlKey: true }), press({ metaKey: true })];
  expect([actionOf(ctrl, false), actionOf(meta, true)]).toEqual(['palette', 'palette']);
  expect([actionOf(ctrl, true), actionOf(meta, false)]).toEqual([null, null]);
});

it('Shift makes another action of a letter, and its capital is the same key', () => {
  expect(actionOf(press({ ctrlKey: true, shiftKey: true, key: 'K' }), false)).toBe('direct.open');
});

it('a key that also holds Alt is what AltGr types, and no action', () => {
  expect(actionOf(press({ ctrlKey: true, altKey: true }), false)).toBeNull();
});

it('a sign counts where its layout needs Shift for it', () => {
  expect(actionOf(press({ ctrlKey: true, shiftKey: true, key: '/', code: 'Digit7' }), false)).toBe('shortcuts');
});

it('a layout without Latin letters is taken by where the key lies', () => {
  expect(actionOf(press({ ctrlKey: true, key: 'л' }), false)).toBe('palette');
});

it('key caps are written as each platform writes them', () => {
  const written = (isMac: boolean): string[] =>
    [actionKeys.palette, actionKeys['room.nextUnread'], actionKeys['pane.previous']].map((keys) =>
      keyCaps(keys, isMac).join(' '),
    );
  expect(written(false)).toEqual(['Ctrl K', 'Alt Shift ↓', 'Shift F6']);
  expect(written(true)).toEqual(['⌘ K', '⌥ ⇧ ↓', '⇧ F6']);
});
