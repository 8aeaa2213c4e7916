import type { RequestError } from '#shared/protocol/request.ts';

/** A reply around a result that is JSON already: pages carry the log's own texts, which are not encoded twice. */
export function resultReply(id: number, resultJson: string): string {
  return `{"type":"reply","id":${id},"result":${resultJson}}`;
}

export function errorReply(id: number, error: RequestError): string {
  return JSON.stringify({ type: 'reply', id, error });
}
