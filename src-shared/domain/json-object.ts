import * as v from 'valibot';

/** An object of JSON as it came, every field included; valibot's `record` copies it without keys such as `constructor`. */
export const jsonObjectSchema = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'not an object',
);
