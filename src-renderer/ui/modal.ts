import type { Attachment } from 'svelte/attachments';

/**
 * Opens a dialog above the page, with the focus on its `data-first`. Escape and a press beside it ask to close it; when it is
 * gone, the focus is back where it was.
 */
export function modal(onclose: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    const before = document.activeElement;
    const onCancel = (event: Event): void => {
      event.preventDefault();
      onclose();
    };
    const onClick = ({ target }: Event): void => {
      if (target === dialog) onclose();
    };
    dialog.addEventListener('cancel', onCancel);
    dialog.addEventListener('click', onClick);
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog.removeEventListener('cancel', onCancel);
      dialog.removeEventListener('click', onClick);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  };
}
