/** Throws when something holds that only a bug can bring about. The message is a constant sentence. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Bug: ${message}`);
}

/** Returns the value, or throws when it is missing: for what the surrounding code has already established. */
export function present<Value>(value: Value | null | undefined, message: string): Value {
  assert(value !== null && value !== undefined, message);
  return value;
}

/** Makes the compiler reject a `switch` that forgets a member of a union. The value stays unsaid: it may hold what people wrote. */
export function unreachable(value: never): never {
  throw new Error(`Bug: a case is missing, of type ${typeof value}`);
}
