import type { Clock } from '#shared/clock.ts';

/** The answer to what was asked, or null when it does not come in time. */
export function within<Answer>(
  clock: Clock,
  { timeoutMs, asked }: { readonly timeoutMs: number; readonly asked: Promise<Answer> },
): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => {
      resolve(null);
    });
    void asked.then(resolve, reject).finally(cancel);
  });
}
