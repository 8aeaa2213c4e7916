import { describe, expect, it } from 'vitest';
import { judgeDoor, type DoorRequest } from '#main/shell/door-guard.ts';
import { createDoorKeys } from '#main/shell/door-keys.ts';
import { present } from '#shared/assert.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const authority = '127.0.0.1:7500';
const origin = `http://${authority}`;

type Asked = Partial<Omit<DoorRequest, 'headers'>> & { readonly headers?: DoorRequest['headers'] };

function setupDoor() {
  const clock = createFakeClock();
  const keys = createDoorKeys({ authority, random: systemRandom, clock });
  const secret = present(keys.exchange(keys.issueToken()), 'the secret for a new token');
  const judge = ({ headers, ...rest }: Asked = {}) =>
    judgeDoor({ method: 'GET', url: '/', isUpgrade: false, headers: { host: authority, ...headers }, ...rest }, keys);
  /** Asks for a port from the page itself, showing these protocols. */
  const openPort = (protocols: string, url = '/ports/chat') =>
    judge({ url, isUpgrade: true, headers: { origin, 'sec-websocket-protocol': protocols } });
  /** Shows a token as the page does, but for what the test says. */
  const post = ({ headers, ...rest }: Asked = {}) =>
    judge({
      method: 'POST',
      url: '/key',
      headers: { origin, 'content-type': 'application/json', 'hallway-door': 'token', ...headers },
      ...rest,
    });
  return { clock, keys, secret, judge, openPort, post };
}

const refused = (status: number) => ({ type: 'refused', status });

describe('the door of the browser shell', () => {
  it('shows the page to whoever asks for it, since it holds no secret', () => {
    const { judge } = setupDoor();
    expect(judge()).toEqual({ type: 'page', path: '/' });
    expect(judge({ url: '/assets/a.js?x=1' })).toEqual({ type: 'page', path: '/assets/a.js' });
  });

  it('opens ports to who shows the secret, beside what they speak or before it', () => {
    const { openPort, secret } = setupDoor();
    expect(openPort(`hallway, ${secret}`)).toEqual({ type: 'port', name: 'chat' });
    expect(openPort(`${secret},hallway`, '/ports/shell')).toEqual({ type: 'port', name: 'shell' });
    expect(openPort(`hallway, ${secret}`, '/ports/other')).toEqual(refused(404));
  });

  it('opens no port without the secret, nor with a part of it, another’s or a cookie', () => {
    const { judge, keys, openPort, secret } = setupDoor();
    const other = setupDoor().secret;
    const wrong = ['', 'hallway', `hallway, ${secret.slice(0, -1)}`, `hallway, ${secret}x`, `hallway, ${other}`];
    expect(wrong.map((protocols) => openPort(protocols))).toEqual(wrong.map(() => refused(401)));
    expect(openPort(`hallway, ${keys.issueToken()}`)).toEqual(refused(401));
    expect(openPort(`hallway, ${other}, ${secret}`)).toEqual(refused(401));
    const headers = { origin, cookie: `hallway=${secret}`, authorization: secret };
    expect(judge({ url: `/ports/chat?secret=${secret}`, isUpgrade: true, headers })).toEqual(refused(401));
  });

  it('takes a token once, and the newest alone', () => {
    const { keys, secret } = setupDoor();
    const [old, token] = [keys.issueToken(), keys.issueToken()];
    expect(['', old, token.slice(1), token, token].map((shown) => keys.exchange(shown))).toEqual([
      ...[null, null, null],
      secret,
      null,
    ]);
  });

  it('hears a token from its own page alone', () => {
    const { judge, post } = setupDoor();
    expect(post()).toEqual({ type: 'exchange' });
    const foreign = [
      { origin: 'http://127.0.0.1:7501' },
      { origin: undefined },
      { 'content-type': 'text/plain' },
      { 'hallway-door': undefined },
    ];
    expect(foreign.map((headers) => post({ headers }))).toEqual(foreign.map(() => refused(403)));
    expect(post({ headers: { host: 'evil.example' } })).toEqual(refused(421));
    expect(post({ url: '/' })).toEqual(refused(405));
    expect(post({ isUpgrade: true })).toEqual(refused(405));
    expect(judge({ url: '/key' })).toEqual({ type: 'page', path: '/key' });
  });

  it('makes little of many guesses, and lets in who has the secret all the while', () => {
    const { clock, openPort, secret } = setupDoor();
    const guess = () => openPort('hallway, guessed');
    const first = Array.from({ length: 20 }, guess);
    expect(first).toEqual(first.map(() => refused(401)));
    expect(guess()).toEqual(refused(429));
    expect(openPort(`hallway, ${secret}`)).toEqual({ type: 'port', name: 'chat' });
    expect(openPort('hallway')).toEqual(refused(401));
    clock.advance(10_000);
    expect(guess()).toEqual(refused(401));
  });

  it('refuses every other name for this address, as a page that rebinds its own has', () => {
    const { judge } = setupDoor();
    const hosts = ['localhost:7500', '127.0.0.1', '127.0.0.1:7501', 'evil.example', '[::1]:7500', ''];
    expect(hosts.map((host) => judge({ headers: { host } }))).toEqual(hosts.map(() => refused(421)));
  });

  it('refuses every other page, and an upgrade that does not say what page it is from', () => {
    const { judge, secret } = setupDoor();
    const port = { url: '/ports/chat', isUpgrade: true };
    const shown = { 'sec-websocket-protocol': `hallway, ${secret}` };
    for (const other of ['http://evil.example', 'null', 'https://127.0.0.1:7500', 'http://127.0.0.1:7501']) {
      expect(judge({ headers: { origin: other } })).toEqual(refused(403));
      expect(judge({ ...port, headers: { origin: other, ...shown } })).toEqual(refused(403));
    }
    expect(judge({ ...port, headers: shown })).toEqual(refused(403));
  });

  it('refuses what is no reading, and what there is not', () => {
    const { judge, openPort, secret } = setupDoor();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect(judge({ method, headers: { origin } })).toEqual(refused(405));
      expect(judge({ method })).toEqual(refused(403));
    }
    for (const url of ['/ports/other', '/', '/ports/chat/']) {
      expect(openPort(`hallway, ${secret}`, url)).toEqual(refused(404));
    }
    expect(judge({ url: '//evil.example/' })).toEqual(refused(404));
  });
});
