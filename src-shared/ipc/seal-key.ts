import * as v from 'valibot';

/** What seals key files (T5): 32 bytes in base64url, or null where only the file's mode guards them. */
export const sealKeySchema = v.nullable(v.pipe(v.string(), v.regex(/^[\w-]{43}$/u)));
export type SealKey = v.InferOutput<typeof sealKeySchema>;
