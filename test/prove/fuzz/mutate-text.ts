import type { Random } from '#shared/random.ts';

const tokens = [
  ...['null', 'true', '[]', '{}', '""', '-1', '0', '1e999', '1.5', '9007199254740993', '"__proto__"', '"constructor"'],
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', '\\ud800', '\u0000', '\ud800', '\u202e', '😀', ' ', '\n'],
  ...['[['.repeat(40), '{"a":'.repeat(70), '9'.repeat(400), 'x'.repeat(2_000)],
];

/** The text with up to four things wrong in it: cut out, doubled, exchanged, put in, or another character. */
export function mutateText(text: string, random: Random, others: readonly string[]): string {
  let mutated = text;
  const changes = 1 + below(random, 4);
  for (let change = 0; change < changes; change += 1) mutated = changeOnce(mutated, random, others);
  return mutated;
}

function changeOnce(text: string, random: Random, others: readonly string[]): string {
  const from = below(random, text.length + 1);
  const to = Math.min(text.length, from + 1 + below(random, random.fraction() < 0.5 ? 4 : 60));
  const [before, middle, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (below(random, 7)) {
    case 0:
      return before + after;
    case 1:
      return before + middle + middle + after;
    case 2:
      return before + pick(random, tokens) + after;
    case 3:
      return before + pick(random, tokens) + middle + after;
    case 4:
      return before + String.fromCharCode(below(random, 0x180)) + text.slice(from + 1);
    case 5:
      return random.fraction() < 0.2 ? before : changeNumber(text, random);
    default:
      return before + pick(random, others).slice(from);
  }
}

/** One of the numbers in it becomes another. */
function changeNumber(text: string, random: Random): string {
  const numbers = [...text.matchAll(/\d+/gu)];
  const found = numbers[below(random, numbers.length)];
  if (found === undefined) return text;
  const other = pick(random, ['0', '-1', '2147483648', '9007199254740991', '9007199254740992', '1e3', '00']);
  return text.slice(0, found.index) + other + text.slice(found.index + found[0].length);
}

export function pick<Value>(random: Random, values: readonly [Value, ...Value[]] | readonly Value[]): Value {
  return values[below(random, values.length)] as Value;
}

function below(random: Random, count: number): number {
  return Math.floor(random.fraction() * count);
}
