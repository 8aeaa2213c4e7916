import type * as v from 'valibot';

/** The parts of a schema or of an action in its pipe that the wire can tell; which there are depends on its type. */
interface Part {
  readonly type: string;
  readonly requirement?: unknown;
  readonly message?: unknown;
  readonly literal?: unknown;
  readonly fallback?: unknown;
  readonly options?: readonly unknown[];
  readonly key?: unknown;
  readonly operation?: unknown;
  readonly item?: Part;
  readonly items?: readonly Part[];
  readonly wrapped?: Part;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly pipe?: readonly Part[];
}

/** Types whose parts are all told below; another one makes the description fail rather than keep quiet about it. */
const toldTypes = new Set([
  ...['object', 'strict_object', 'variant', 'union', 'array', 'tuple', 'nullable', 'optional', 'literal', 'picklist'],
  ...['string', 'number', 'boolean', 'unknown', 'custom', 'regex', 'check', 'brand', 'safe_integer'],
  ...['min_value', 'max_value', 'min_length', 'max_length', 'transform'],
]);

/** What a schema takes, as one line of text that stays the same until what it takes changes. */
export function describeSchema(schema: v.GenericSchema): string {
  return describePart(schema);
}

function describePart(part: Part): string {
  const whole = part.pipe === undefined ? describeAlone(part) : part.pipe.map(describeAlone).join(' & ');
  return part.fallback === undefined ? whole : `(${whole} or else ${JSON.stringify(part.fallback)})`;
}

function describeAlone(part: Part): string {
  if (!toldTypes.has(part.type)) throw new Error(`tell how a schema of type ${part.type} is described`);
  const inner = [
    ...(part.entries === undefined ? [] : describeEntries(part.entries)),
    ...(part.options ?? []).map(describeOption),
    ...(part.items ?? []).map(describePart),
    ...[part.item, part.wrapped].flatMap((one) => (one === undefined ? [] : [describePart(one)])),
    ...(typeof part.key === 'string' ? [`by ${part.key}`] : []),
    ...describeLimits(part),
  ];
  return inner.length === 0 ? part.type : `${part.type}(${inner.join(', ')})`;
}

/** Keys may come in any order, and so the order in which a schema lists them tells nothing. */
function describeEntries(entries: Readonly<Record<string, Part>>): string[] {
  return Object.keys(entries)
    .toSorted()
    .flatMap((key) => {
      const entry = entries[key];
      return entry === undefined ? [] : [`${key}: ${describePart(entry)}`];
    });
}

function describeOption(option: unknown): string {
  return typeof option === 'object' && option !== null ? describePart(option as Part) : JSON.stringify(option);
}

function describeLimits({ type, requirement, literal, message, operation }: Part): string[] {
  // What a function makes of it is said by its name.
  if (typeof operation === 'function') return [operation.name];
  if (type === 'literal') return [JSON.stringify(literal)];
  // What a function checks is said by its message.
  if (type === 'check' || type === 'custom') return [JSON.stringify(message)];
  if (requirement instanceof RegExp) return [String(requirement)];
  return typeof requirement === 'number' ? [String(requirement)] : [];
}
