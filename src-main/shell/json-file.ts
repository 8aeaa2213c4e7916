import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

/** One small value in a file, written as a whole or not at all. */
export interface JsonFile<Value> {
  /** What is there; the first value where there is nothing, or nothing that can be read. */
  read(): Value;
  /** Throws what the file system says. */
  write(value: Value): void;
}

export function jsonFile<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  first: v.InferOutput<Schema>,
): JsonFile<v.InferOutput<Schema>> {
  return {
    read: () => {
      try {
        const parsed = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
        return parsed.success ? parsed.output : first;
      } catch {
        return first;
      }
    },
    write: (value) => {
      const next = `${path}.new`;
      writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      renameSync(next, path);
    },
  };
}
