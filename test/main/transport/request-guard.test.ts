import { describe, expect, it } from 'vitest';
import { judgeRequest } from '#main/transport/request-guard.ts';
import type { GuardedRequest } from '#main/transport/request-guard.ts';

function judge(request: Partial<GuardedRequest>, knownNames: readonly string[] = []) {
  const full = { method: 'GET', url: '/hallway', isUpgrade: true, ...request };
  return judgeRequest({ ...full, headers: { host: '192.0.2.1:4711', ...request.headers } }, knownNames);
}

describe('a request', () => {
  it.each(['192.0.2.1', '192.0.2.1:4711', '[2001:db8::1]', '[fe80::1%eth0]:4711', 'localhost:1', 'LOCALHOST'])(
    'for %s may become a WebSocket',
    (host) => {
      expect(judge({ headers: { host } })).toEqual({ type: 'upgrade' });
    },
  );

  it('from a web page is refused before anything else', () => {
    const refused = { type: 'refused', status: 403, reason: 'from_web_page' };
    for (const name of ['origin', 'sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-anything']) {
      expect(judge({ headers: { [name]: 'x', host: 'elsewhere.example' }, url: '/none', method: 'POST' })).toEqual(
        refused,
      );
      expect(judge({ headers: { [name]: '' } })).toEqual(refused);
    }
  });

  it.each([
    'elsewhere.example',
    'localhost.elsewhere.example',
    '192.0.2.1.example',
    '[localhost]',
    '[192.0.2.1]',
    '192.0.2.1:x',
    '2001:db8::1',
    'user@192.0.2.1',
    '192.0.2.1, elsewhere.example',
    '',
    undefined,
  ])('for %j is refused, as after DNS rebinding', (host) => {
    expect(judge({ headers: { host } })).toEqual({ type: 'refused', status: 421, reason: 'unknown_host' });
  });

  it('for a name the server was told is taken', () => {
    expect(judge({ headers: { host: 'Chat.Office.example:4711' } }, ['chat.office.example'])).toEqual({
      type: 'upgrade',
    });
  });

  it('for anything else gets the status that says so', () => {
    expect(judge({ url: '/' })).toMatchObject({ status: 404 });
    expect(judge({ url: '/hallway?x=1' })).toMatchObject({ status: 404 });
    expect(judge({ url: 'https://192.0.2.1/hallway' })).toMatchObject({ status: 404 });
    expect(judge({ method: 'POST' })).toMatchObject({ status: 405 });
    expect(judge({ isUpgrade: false })).toMatchObject({ status: 426 });
    expect(judge({ url: '/health', isUpgrade: false })).toEqual({ type: 'health' });
  });
});
