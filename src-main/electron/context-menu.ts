import { clipboard, Menu, type ContextMenuParams, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { DeskWords } from './desk-words.ts';

export interface ContextMenuParts {
  readonly words: () => DeskWords;
  /** Shows a page of the web outside of here. */
  readonly openLink: (url: string) => void;
}

type Asked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'>;

/** What a right click offers: what can be done with the text or the link under it. */
export function offerContextMenu(contents: WebContents, parts: ContextMenuParts): void {
  contents.on('context-menu', (_event, asked) => {
    const items = contextItems(asked, { ...parts, words: parts.words() });
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}

export function contextItems(
  asked: Asked,
  { words: { edit }, openLink }: { readonly words: DeskWords; readonly openLink: (url: string) => void },
): MenuItemConstructorOptions[] {
  const { linkURL: link, editFlags: can, isEditable, selectionText } = asked;
  if (isEditable) {
    return [
      { role: 'undo', label: edit.undo, enabled: can.canUndo },
      { role: 'redo', label: edit.redo, enabled: can.canRedo },
      { type: 'separator' },
      { role: 'cut', label: edit.cut, enabled: can.canCut },
      { role: 'copy', label: edit.copy, enabled: can.canCopy },
      { role: 'paste', label: edit.paste, enabled: can.canPaste },
      { role: 'pasteAndMatchStyle', label: edit.pastePlain, enabled: can.canPaste },
      { role: 'selectAll', label: edit.selectAll, enabled: can.canSelectAll },
    ];
  }
  const isWeb = /^(https?|mailto):/iu.test(link);
  return [
    ...(isWeb
      ? [
          { label: edit.openLink, click: () => openLink(link) },
          { label: edit.copyLink, click: () => clipboard.writeText(link) },
        ]
      : []),
    ...(selectionText.trim() === '' ? [] : [{ role: 'copy' as const, label: edit.copy }]),
  ];
}
