import type { Result } from '#shared/result.ts';
import type { QrPictureProblem } from '../lib/qr-picture-problem.ts';
import type { Invitation } from './invitation.svelte.ts';

export type InvitePictureProblem =
  | QrPictureProblem
  /** The code is there and says something else. */
  | { readonly type: 'code_not_hallway' };

type ReadPicture = (file: Blob) => Promise<Result<string, QrPictureProblem>>;

/** A picture of an invite's code, chosen, dropped or pasted. What it says goes the way of a pasted link: it is shown and asked about. */
export class InvitePicture {
  readonly #invitation: Pick<Invitation, 'ask'>;
  readonly #read: ReadPicture;
  isReading = $state(false);
  problem = $state.raw<InvitePictureProblem | null>(null);

  constructor(invitation: Pick<Invitation, 'ask'>, read: ReadPicture) {
    this.#invitation = invitation;
    this.#read = read;
  }

  /** One at a time: what comes while one is read is left. */
  async read(file: Blob): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    this.problem = null;
    const read = await this.#read(file);
    this.isReading = false;
    if (!read.ok) this.problem = read.error;
    else if (/^hallway:/iu.test(read.value.trim())) this.#invitation.ask(read.value.trim());
    else this.problem = { type: 'code_not_hallway' };
  }
}
