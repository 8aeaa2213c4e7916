import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/result.ts';

/** One small value in a file that this process alone writes, as a whole or not at all. */
export interface JsonFile<Value> {
  /** What was written last, also where the disk did not take it; the first value where there is none that can be read. */
  read(): Value;
  write(value: Value): Result<null, FileProblem>;
}

/** The file is as it was, and the value holds until this process ends; `detail` is what the system said. */
export interface FileProblem {
  readonly type: 'file_not_kept';
  readonly path: string;
  readonly detail: string;
}

export function jsonFile<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  first: v.InferOutput<Schema>,
): JsonFile<v.InferOutput<Schema>> {
  let current: v.InferOutput<Schema> | null = null;

  function readFile(): v.InferOutput<Schema> {
    try {
      const parsed = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
      return parsed.success ? parsed.output : first;
    } catch {
      return first;
    }
  }

  return {
    read: () => (current ??= readFile()),
    write: (value) => {
      current = value;
      const next = `${path}.new`;
      try {
        writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
        renameSync(next, path);
        return ok(null);
      } catch (error) {
        return err({ type: 'file_not_kept', path, detail: error instanceof Error ? error.message : 'unknown' });
      }
    },
  };
}
