import { request } from 'node:https';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

export interface TlsAnswer {
  /** 101 where the request became a WebSocket, which is closed at once. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TlsRequest {
  /** Where the listener is reached; 127.0.0.1 where none is given. */
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
}

const upgradeHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** What a listener answers to one HTTPS request. */
export function askListener(
  port: number,
  { host = '127.0.0.1', path = '/hallway', method = 'GET', headers = {} }: TlsRequest = {},
): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, headers, rejectUnauthorized: false, agent: false });
    asked.once('error', reject);
    asked.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: response.headers, body: '' });
    });
    asked.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    asked.end();
  });
}

/** The same with the headers of a WebSocket's upgrade. */
export function askForUpgrade(port: number, { headers, ...rest }: TlsRequest = {}): Promise<TlsAnswer> {
  return askListener(port, { ...rest, headers: { ...upgradeHeaders, ...headers } });
}
