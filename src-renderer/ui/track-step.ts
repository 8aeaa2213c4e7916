/** How far something is, in one of its steps. */
export interface TrackStep {
  readonly key: string;
  readonly title: string;
  /** Beside the title, as when it was. */
  readonly note: string | null;
  readonly state: 'done' | 'now' | 'ahead';
}
