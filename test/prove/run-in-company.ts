import type { Proof } from './proof.ts';

const besideOneAnother = 2;

/** First those that have to be alone, one after the other, and then the others, two at a time; what they found, in their order. */
export async function runInCompany<Wanted extends Pick<Proof, 'company'>, Result>(
  proofs: readonly Wanted[],
  run: (proof: Wanted) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<Wanted, Result>();
  const workThrough = async (queue: Iterable<Wanted>): Promise<void> => {
    for (const proof of queue) results.set(proof, await run(proof));
  };
  await workThrough(proofs.filter(({ company }) => company === 'alone'));
  const beside = proofs.filter(({ company }) => company === 'beside').values();
  await Promise.all(Array.from({ length: besideOneAnother }, () => workThrough(beside)));
  return proofs.flatMap((proof) => results.get(proof) ?? []);
}
