/** Why a side closed the WebSocket. 4000-4499: connect again with backoff; 4500-4999: trying again cannot help. */
export const closeCodes = {
  /** RFC 6455: the endpoint is going away; sent after `bye`. */
  goingAway: 1001,
  /** RFC 6455: a message that is not text. */
  unsupportedData: 1003,
  /** Frame too large, RFC 6455. */
  messageTooBig: 1009,
  tooSlow: 4000,
  silent: 4001,
  loginTimeout: 4002,
  protocolErrors: 4003,
  resync: 4004,
  doorCrowded: 4005,
  replaced: 4500,
  versionUnsupported: 4501,
  proofWrong: 4502,
  removed: 4503,
  badFrame: 4504,
  notLetIn: 4505,
} as const;

export function isFinalClose(code: number): boolean {
  return code >= 4500 && code <= 4999;
}
