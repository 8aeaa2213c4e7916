import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';

/** More than a token and its name need. */
const maxBytes = 1024;
const bodySchema = v.object({ token: v.string() });

/** The token in a request's JSON body; null where there is none, or where somebody sends something else. */
export async function postedToken(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBytes) return null;
      parts.push(part);
    }
    const parsed = v.safeParse(bodySchema, JSON.parse(Buffer.concat(parts).toString('utf8')));
    return parsed.success ? parsed.output.token : null;
  } catch {
    return null;
  }
}
