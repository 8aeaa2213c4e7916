import type { Result } from '#shared/result.ts';

/** What a form asks for: once at a time, and what was wrong with it the last time. */
export class Submission {
  isBusy = $state(false);
  problem = $state.raw<{ readonly type: string } | null>(null);

  /** Asks, unless it is still being asked, and goes on with what comes of it. */
  async run<Value>(
    ask: () => Promise<Result<Value, { readonly type: string }>>,
    goOn: (value: Value) => void = () => undefined,
  ): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    const answer = await ask();
    this.isBusy = false;
    if (answer.ok) goOn(answer.value);
    else this.problem = answer.error;
  }

  /** Something else is written now. */
  forgive(): void {
    this.problem = null;
  }
}
