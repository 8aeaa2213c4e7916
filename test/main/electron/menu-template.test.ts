import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { actionKeys } from '#shared/ipc/window-action.ts';
import { contextItems } from '#main/electron/context-items.ts';
import { menuTemplate } from '#main/electron/menu-template.ts';
import { deskWords } from '#main/electron/words.ts';

const en = deskWords('en', []);
const zh = deskWords('zh-CN', []);
const nothing = () => undefined;

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap(({ submenu, ...item }) => [item, ...itemsOf(Array.isArray(submenu) ? submenu : [])]);
}

function setupMenu(isMac: boolean, words = en) {
  const done: string[] = [];
  const template = menuTemplate({
    words,
    isMac,
    onQuit: () => done.push('quit'),
    onAction: (action) => done.push(action),
    onZoom: (step) => done.push(`zoom ${step}`),
  });
  return { template, items: itemsOf(template), done };
}

describe('the menus', () => {
  it.each([true, false])('hold every action of the window with its key, each once (macOS: %s)', (isMac) => {
    const { items, done } = setupMenu(isMac);
    for (const [action, key] of Object.entries(actionKeys)) {
      const found = items.filter(({ accelerator }) => accelerator === key);
      expect(found).toHaveLength(1);
      present(found[0]?.click as (() => void) | undefined, 'the item does something')();
      expect(done.at(-1)).toBe(action);
    }
  });

  it.each([true, false])('give no key to two things (macOS: %s)', (isMac) => {
    const keys = setupMenu(isMac).items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('name everything in the chosen language', () => {
    const names = (words: typeof en) => setupMenu(true, words).items.flatMap(({ label }) => label ?? []);
    expect(names(zh)).toHaveLength(names(en).length);
    // What has no name here is named by Electron, in English.
    expect(setupMenu(true).items.filter(({ type, label }) => type !== 'separator' && label === undefined)).toEqual([]);
    expect(names(zh).filter((name) => name !== 'Hallway' && !/\p{Script=Han}/u.test(name))).toEqual([]);
  });
});

it('the language is the chosen one, or the first of the system’s that there is', () => {
  expect(deskWords(null, ['fr-FR', 'zh-Hans-CN', 'en-US'])).toBe(zh);
  expect(deskWords(null, ['en-GB', 'zh-CN'])).toBe(en);
  expect(deskWords(null, [])).toBe(en);
  expect(deskWords('en', ['zh-CN'])).toBe(en);
});

describe('a right click', () => {
  const flags = { canUndo: true, canRedo: false, canCut: false, canCopy: true, canPaste: true, canSelectAll: true };
  const asked = { isEditable: false, selectionText: '', linkURL: '', editFlags: flags as never };
  const parts = { words: en, openLink: nothing, copyText: nothing };
  const labels = (change: Partial<typeof asked>) =>
    contextItems({ ...asked, ...change }, parts).flatMap(({ label }) => label ?? []);

  it('offers what can be done with what is under it', () => {
    expect(labels({ selectionText: 'hello' })).toEqual(['Copy']);
    expect(labels({ linkURL: 'https://example.org/' })).toEqual(['Open Link in Browser', 'Copy Link']);
    expect(labels({ isEditable: true })).toContain('Paste as Plain Text');
    expect(contextItems({ ...asked, isEditable: true }, parts).find(({ role }) => role === 'redo')?.enabled).toBe(
      false,
    );
  });

  it('offers nothing where there is nothing, and opens no link that is not of the web', () => {
    expect(labels({})).toEqual([]);
    for (const linkURL of ['file:///etc/passwd', 'app://hallway/index.html', 'javascript:alert(1)']) {
      expect(labels({ linkURL })).toEqual([]);
    }
  });
});
