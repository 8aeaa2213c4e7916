import type { AppendItem } from '#main/storage/event-log.ts';

/** The same command frame under a signature that is not one. */
export function unsigned(item: AppendItem): AppendItem {
  return { ...item, frame: item.frame.replace(/"signature":"[^"]+"/u, `"signature":"${'A'.repeat(86)}"`) };
}
