import type { Attachment } from 'svelte/attachments';

/** Tells whether any of the element is on the screen, whenever that changes. */
export function inView(listener: (isInView: boolean) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver((entries) => {
      listener(entries.at(-1)?.isIntersecting === true);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  };
}
