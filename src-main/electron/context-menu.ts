import { clipboard, Menu, type WebContents } from 'electron';
import { contextItems } from './context-items.ts';
import type { DeskWords } from './desk-words.ts';

export interface ContextMenuParts {
  readonly words: () => DeskWords;
  /** Shows a page of the web outside of here. */
  readonly openLink: (url: string) => void;
}

/** What a right click offers: what can be done with the text or the link under it. */
export function offerContextMenu(contents: WebContents, parts: ContextMenuParts): void {
  contents.on('context-menu', (_event, asked) => {
    const items = contextItems(asked, {
      words: parts.words(),
      openLink: parts.openLink,
      copyText: (text) => {
        void clipboard.writeText(text);
      },
    });
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}
