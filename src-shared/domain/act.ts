import * as v from 'valibot';
import { commandIdSchema, personIdSchema } from './ids.ts';

/** Names what somebody did by its command (P14): so it stays the same wherever its event stands in the log. */
export const actRefSchema = v.object({ personId: personIdSchema, commandId: commandIdSchema });
export type ActRef = v.InferOutput<typeof actRefSchema>;
