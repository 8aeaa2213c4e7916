import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { DeskWords } from './desk-words.ts';

export interface ContextParts {
  readonly words: DeskWords;
  readonly openLink: (url: string) => void;
  readonly copyText: (text: string) => void;
}

type Asked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'>;

/** What can be done with the text or the link under the pointer. */
export function contextItems(
  asked: Asked,
  { words: { edit }, openLink, copyText }: ContextParts,
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
          { label: edit.copyLink, click: () => copyText(link) },
        ]
      : []),
    ...(selectionText.trim() === '' ? [] : [{ role: 'copy' as const, label: edit.copy }]),
  ];
}
