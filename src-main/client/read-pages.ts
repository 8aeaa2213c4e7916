import type { ChatError } from '#shared/ipc/chat-api.ts';
import { ok, type Result } from '#shared/result.ts';

/** Beyond what anybody looks through: a server that goes on and on is not followed. */
const maxEntries = 10_000;

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** The id after which the next page begins; null of the last one. */
  readonly next: string | null;
}

/** A list that a server tells page by page, in order of ids; a page that does not go on ends it. */
export async function readPages<Entry>(
  ask: (after: string | undefined) => Promise<Result<Page<Entry>, ChatError>>,
): Promise<Result<Entry[], ChatError>> {
  const entries: Entry[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await ask(after);
    if (!page.ok) return page;
    entries.push(...page.value.entries);
    const { next } = page.value;
    if (next === null || next <= (after ?? '') || page.value.entries.length === 0 || entries.length >= maxEntries)
      return ok(entries.slice(0, maxEntries));
    after = next;
  }
}
