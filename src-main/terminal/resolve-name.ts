import { err, ok, type Result } from '#shared/result.ts';

/** Something that can be found by what people call it. */
export interface Named<Id extends string = string> {
  readonly id: Id;
  readonly name: string;
}

export type NameNotResolved =
  | { readonly type: 'nobody'; readonly typed: string }
  | { readonly type: 'ambiguous'; readonly typed: string; readonly names: readonly string[] };

/**
 * Finds what was typed: the id itself, then the whole name, then the only name that begins so. Case, spacing and
 * compatibility forms do not matter; a leading `@` or `#` is decoration.
 */
export function resolveName<Candidate extends Named>(
  typed: string,
  candidates: readonly Candidate[],
): Result<Candidate, NameNotResolved> {
  const wanted = typed.trim();
  for (const form of [wanted, wanted.replace(/^[@#]/u, '')].filter((each) => each !== '')) {
    const whole = findByName(form, candidates);
    const key = comparable(form);
    const found =
      whole.length > 0 ? whole : candidates.filter(({ name }) => key !== '' && comparable(name).startsWith(key));
    const [first] = found;
    if (first !== undefined && found.length === 1) return ok(first);
    if (found.length > 1) return err({ type: 'ambiguous', typed, names: found.map(({ name }) => name) });
  }
  return err({ type: 'nobody', typed });
}

/**
 * Finds several names in a row of words. A name with spaces needs no quotes: at each place the longest run of words that
 * finds somebody counts.
 */
export function resolveNames<Candidate extends Named>(
  words: readonly string[],
  candidates: readonly Candidate[],
): Result<readonly Candidate[], NameNotResolved> {
  const found: Candidate[] = [];
  let start = 0;
  while (start < words.length) {
    const run = longestRun(words.slice(start), candidates);
    if (!run.ok) return run;
    if (!found.includes(run.value.candidate)) found.push(run.value.candidate);
    start += run.value.length;
  }
  return ok(found);
}

function longestRun<Candidate extends Named>(
  words: readonly string[],
  candidates: readonly Candidate[],
): Result<{ candidate: Candidate; length: number }, NameNotResolved> {
  for (let length = words.length; length > 1; length -= 1) {
    const result = resolveName(words.slice(0, length).join(' '), candidates);
    if (result.ok) return ok({ candidate: result.value, length });
  }
  const first = resolveName(words[0] ?? '', candidates);
  return first.ok ? ok({ candidate: first.value, length: 1 }) : first;
}

/** Everything of exactly that id or name; case, spacing and compatibility forms do not matter. */
export function findByName<Candidate extends Named>(typed: string, candidates: readonly Candidate[]): Candidate[] {
  const byId = candidates.filter(({ id }) => id === typed);
  return byId.length > 0 ? byId : candidates.filter(({ name }) => comparable(name) === comparable(typed));
}

/** Alike for people: case, spacing and compatibility forms aside. */
export function comparable(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, '').normalize('NFKC');
}
