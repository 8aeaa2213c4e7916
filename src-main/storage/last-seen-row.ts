import type { PersonId } from '#shared/domain/ids.ts';

/** When somebody was connected last, by the server's clock. */
export interface LastSeenRow {
  readonly personId: PersonId;
  readonly at: number;
}
