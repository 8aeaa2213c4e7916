/** What a listener did since it started: nothing is refused or cut off without being counted. */
export interface ListenerCounters {
  /** Became a WebSocket. */
  upgraded: number;
  /** Sockets dropped at once, because too many had asked for nothing yet, in all or from one address. */
  socketsDropped: number;
  /** Sockets dropped at once, because they came from a network that the server is not there for (T11). */
  networkRefusals: number;
  /** Answered 503: the server was full, or too many waited for their login. */
  busyAnswers: number;
  /** Requests refused for what they asked or where they came from. */
  requestsRefused: number;
  /** Connections that did not manage TLS 1.3 in time. */
  tlsFailures: number;
  /** Requests that were not HTTP, too long or too slow. */
  badRequests: number;
  /** Connections cut off because they did not read (D12). */
  slowReadersCut: number;
  /** Connections closed for a frame that was none: too large, in too many pieces, binary, no UTF-8, against RFC 6455. */
  framesRefused: number;
}

export function createListenerCounters(): ListenerCounters {
  return {
    upgraded: 0,
    socketsDropped: 0,
    networkRefusals: 0,
    busyAnswers: 0,
    requestsRefused: 0,
    tlsFailures: 0,
    badRequests: 0,
    slowReadersCut: 0,
    framesRefused: 0,
  };
}
