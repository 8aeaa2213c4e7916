import type { Attachment } from 'svelte/attachments';

/** Arrows choose within a group of radios, as everywhere. */
export const rovingRadios: Attachment<HTMLElement> = (group) => {
  const onKey = (event: KeyboardEvent): void => {
    const radios = [...group.querySelectorAll<HTMLElement>('[role="radio"]')];
    const at = radios.findIndex((radio) => radio === document.activeElement);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = radios[(at + step + radios.length) % radios.length];
    next?.click();
    next?.focus();
  };
  group.addEventListener('keydown', onKey);
  return () => {
    group.removeEventListener('keydown', onKey);
  };
};
