import * as v from 'valibot';
import type { Random } from '#shared/random.ts';

/** The parts of a schema that say which values it takes. */
interface Part {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly options?: readonly unknown[];
  readonly item?: Part;
  readonly wrapped?: Part;
}

/** Draws parameters of calls: such as fit, and such as a page would send that somebody else has taken over. */
export interface ParamsFuzzer {
  /** What the schema takes, as far as the words at hand reach. */
  fitting(schema: v.GenericSchema): unknown;
  /** The same with one to three things in it another way. */
  bent(schema: v.GenericSchema): unknown;
  /** Anything that survives the structured clone. */
  anything(): unknown;
  pick<Item>(items: readonly Item[]): Item;
  below(count: number): number;
}

const longText = 'x'.repeat(9_000);
const strangeTexts = [
  ...['', ' ', '\0', '\ud800', '\u202e', '../../etc/passwd', '<script>', 'file:///etc/passwd', 'javascript:1'],
  ...['__proto__', 'constructor', 'toString', 'NaN', '-1', '1e309', "'; DROP TABLE rooms; --", 'hallway://join?s=x'],
];
const strangeNumbers = [0, -0, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, Number.NaN, Infinity, -Infinity];

/** As deep as what a page can send. */
const deepValue = Array.from({ length: 500 }).reduce<unknown>(
  (value, _, depth) => (depth % 2 === 0 ? [value] : { value }),
  [],
);

/** `words` are texts that mean something to the one who is called: ids, names, addresses. */
export function createParamsFuzzer(random: Random, words: readonly string[]): ParamsFuzzer {
  const wordsOf = new Map<Part, readonly unknown[]>();
  const below = (count: number): number => Math.floor(random.fraction() * count);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const times = <Item>(max: number, draw: () => Item): Item[] => Array.from({ length: below(max + 1) }, draw);

  function leafOf(part: Part): unknown {
    const known = wordsOf.get(part);
    if (known !== undefined) return pick(known);
    const numbers = [...strangeNumbers, 1, 2, 50, 200];
    const candidates: readonly unknown[] = [...(part.options ?? []), ...words, ...numbers, true, false, null];
    const fitting = candidates.filter((candidate) => v.is(part as unknown as v.GenericSchema, candidate));
    if (fitting.length === 0) throw new Error(`no word fits a schema of type ${part.type}`);
    wordsOf.set(part, fitting);
    return pick(fitting);
  }

  function draw(part: Part): unknown {
    if (part.entries !== undefined) {
      const drawn = Object.entries(part.entries).flatMap(([key, entry]) =>
        entry.type.endsWith('optional') && below(2) === 0 ? [] : [[key, draw(entry)] as const],
      );
      return Object.fromEntries(drawn);
    }
    const { item, wrapped } = part;
    if (item !== undefined) return times(3, () => draw(item));
    if (wrapped !== undefined) return part.type === 'nullable' && below(4) === 0 ? null : draw(wrapped);
    return leafOf(part);
  }

  function anything(depth = 0): unknown {
    const kind = below(depth > 3 ? 6 : 12);
    if (kind < 2) return pick([...strangeTexts, ...words]);
    if (kind === 2) return pick(strangeNumbers);
    if (kind < 6) return pick([null, undefined, true, false, longText, 1n, new Date(0), /x/u, new Error('x')]);
    if (kind < 8) return times(4, () => anything(depth + 1));
    if (kind === 8) return new Map([['serverId', anything(depth + 1)]]);
    if (kind === 9) return pick([new Uint8Array(9), new Set([1]), new ArrayBuffer(3), Array<unknown>(9), deepValue]);
    return Object.fromEntries(times(4, () => [pick([...strangeTexts, 'serverId', 'text']), anything(depth + 1)]));
  }

  function bend(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || below(5) === 0) return anything();
    if (Array.isArray(value))
      return below(2) === 0 ? [...(value as unknown[]), anything()] : value.map((one) => bend(one));
    const keys = Object.keys(value);
    if (keys.length === 0 || below(3) === 0) return addField(value, pick(strangeTexts), anything());
    const [key, entries] = [pick(keys), { ...value } as Record<string, unknown>];
    if (below(4) === 0) delete entries[key];
    else entries[key] = below(2) === 0 ? anything() : bend(entries[key]);
    return entries;
  }

  return {
    fitting: (schema) => draw(schema),
    bent: (schema) => times(2, () => 0).reduce<unknown>((value) => bend(value), bend(draw(schema))),
    anything,
    pick,
    below,
  };
}

/** An own field of any name: a field of JSON may be called `__proto__`, and stays one in a structured clone. */
function addField(value: object, key: string, field: unknown): object {
  return Object.defineProperty({ ...value }, key, {
    value: field,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
