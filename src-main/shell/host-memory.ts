import * as v from 'valibot';
import { serverIdSchema } from '#shared/domain/ids.ts';
import type { JsonFile } from './json-file.ts';

/** What is remembered of the server of this computer while no process of it runs. */
export const hostMemorySchema = v.object({
  /** Null until there was one. */
  name: v.nullable(v.string()),
  /** Whether it was running when the program was closed: then it starts with it. */
  isRunning: v.boolean(),
  /** Whose key it runs under; null in what an older version wrote. */
  serverId: v.optional(v.nullable(serverIdSchema), null),
  /** When its person stopped it, by the wall clock in milliseconds. */
  stoppedAt: v.optional(v.nullable(v.number()), null),
});

export type HostMemory = JsonFile<v.InferOutput<typeof hostMemorySchema>>;

export const noHost: v.InferOutput<typeof hostMemorySchema> = {
  name: null,
  isRunning: false,
  serverId: null,
  stoppedAt: null,
};
