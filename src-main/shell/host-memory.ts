import * as v from 'valibot';
import type { JsonFile } from './json-file.ts';

/** What is remembered of the server of this computer while no process of it runs. */
export const hostMemorySchema = v.object({
  /** Null until there was one. */
  name: v.nullable(v.string()),
  /** Whether it was running when the program was closed: then it starts with it. */
  isRunning: v.boolean(),
});

export type HostMemory = JsonFile<v.InferOutput<typeof hostMemorySchema>>;

export const noHost: v.InferOutput<typeof hostMemorySchema> = { name: null, isRunning: false };
