import type { Attachment } from 'svelte/attachments';

/**
 * Makes a list one tab stop: arrows, Home and End move among what matches, and the one last at is the tab stop. Typing a
 * letter goes to the next one that begins with it.
 */
export function rovingFocus(selector: string): Attachment<HTMLElement> {
  return (list) => {
    const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(selector)];
    const settle = (): void => {
      const all = items();
      const at = all.find((item) => item.tabIndex === 0 && item.dataset['at'] !== undefined);
      const stop = at ?? all.find((item) => item.getAttribute('aria-current') !== null) ?? all[0];
      for (const item of all) item.tabIndex = item === stop ? 0 : -1;
    };
    const onFocus = ({ target }: FocusEvent): void => {
      const all = items();
      const item = all.find((other) => other === target);
      if (item === undefined) return;
      for (const other of all) {
        other.tabIndex = other === item ? 0 : -1;
        delete other.dataset['at'];
      }
      item.dataset['at'] = '';
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const all = items();
      const index = all.findIndex((item) => item === event.target);
      const next = index < 0 ? undefined : all[nextIndex(event.key, { all, index })];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    const observer = new MutationObserver(settle);
    observer.observe(list, { childList: true, subtree: true });
    list.addEventListener('focusin', onFocus);
    list.addEventListener('keydown', onKey);
    settle();
    return () => {
      observer.disconnect();
      list.removeEventListener('focusin', onFocus);
      list.removeEventListener('keydown', onKey);
    };
  };
}

function nextIndex(
  key: string,
  { all, index }: { readonly all: readonly HTMLElement[]; readonly index: number },
): number {
  if (key === 'ArrowDown' || key === 'ArrowRight') return Math.min(index + 1, all.length - 1);
  if (key === 'ArrowUp' || key === 'ArrowLeft') return Math.max(index - 1, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return all.length - 1;
  if (key === ' ' || [...key].length !== 1) return -1;
  const begins = (item: HTMLElement | undefined): boolean =>
    item?.textContent.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase()) === true;
  const order = all.map((_, offset) => (index + 1 + offset) % all.length);
  return order.find((candidate) => begins(all[candidate])) ?? -1;
}
