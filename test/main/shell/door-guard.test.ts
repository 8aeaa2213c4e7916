import { describe, expect, it } from 'vitest';
import { judgeDoor, type DoorRequest } from '#main/shell/door-guard.ts';
import { createDoorKeys } from '#main/shell/door-keys.ts';
import { systemRandom } from '#main/identity/system-random.ts';

const authority = '127.0.0.1:7500';

function setupDoor() {
  const keys = createDoorKeys(authority, systemRandom);
  const cookie = `hallway=${keys.cookie}`;
  const judge = ({
    headers,
    ...rest
  }: Partial<Omit<DoorRequest, 'headers'>> & { headers?: DoorRequest['headers'] } = {}) =>
    judgeDoor(
      { method: 'GET', url: '/', isUpgrade: false, headers: { host: authority, cookie, ...headers }, ...rest },
      keys,
    );
  return { keys, cookie, judge };
}

const refused = (status: number) => ({ type: 'refused', status });

describe('the door of the browser shell', () => {
  it('lets who has the cookie see pages, and open ports from its own page', () => {
    const { judge } = setupDoor();
    const origin = `http://${authority}`;
    expect(judge()).toEqual({ type: 'page', path: '/' });
    expect(judge({ url: '/assets/a.js?x=1' })).toEqual({ type: 'page', path: '/assets/a.js' });
    expect(judge({ url: '/ports/chat', isUpgrade: true, headers: { origin } })).toEqual({ type: 'port', name: 'chat' });
    expect(judge({ url: '/ports/shell', isUpgrade: true, headers: { origin } })).toEqual({
      type: 'port',
      name: 'shell',
    });
  });

  it('takes a token once, and the newest alone', () => {
    const { keys, judge } = setupDoor();
    const [old, token] = [keys.issueToken(), keys.issueToken()];
    const visit = (typed: string) => judge({ url: `/?token=${typed}`, headers: { cookie: '' } });
    expect(visit(old)).toEqual(refused(401));
    expect(visit(token)).toEqual({ type: 'admit' });
    expect(visit(token)).toEqual(refused(401));
    expect(visit('')).toEqual(refused(401));
  });

  it('lets nobody in without cookie and token, nor with another’s', () => {
    const { judge, cookie } = setupDoor();
    const half = cookie.slice(0, -1);
    const wrong = ['', 'hallway=', half, `${cookie}x`, `other=${cookie}`, 'hallway=undefined'];
    const verdicts = wrong.map((typed) => judge({ headers: { cookie: typed } }));
    expect(verdicts).toEqual(wrong.map(() => refused(401)));
    expect(judge({ headers: { cookie: `a=b; ${cookie}` } })).toEqual({ type: 'page', path: '/' });
  });

  it('refuses every other name for this address, as a page that rebinds its own has', () => {
    const { judge } = setupDoor();
    const hosts = ['localhost:7500', '127.0.0.1', '127.0.0.1:7501', 'evil.example', '[::1]:7500', ''];
    expect(hosts.map((host) => judge({ headers: { host } }))).toEqual(hosts.map(() => refused(421)));
  });

  it('refuses every other page, and an upgrade that does not say what page it is from', () => {
    const { judge } = setupDoor();
    for (const origin of ['http://evil.example', 'null', 'https://127.0.0.1:7500', 'http://127.0.0.1:7501']) {
      expect(judge({ headers: { origin } })).toEqual(refused(403));
      expect(judge({ url: '/ports/chat', isUpgrade: true, headers: { origin } })).toEqual(refused(403));
    }
    expect(judge({ url: '/ports/chat', isUpgrade: true })).toEqual(refused(403));
  });

  it('refuses what is no reading, and what there is not', () => {
    const { judge } = setupDoor();
    const origin = `http://${authority}`;
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) expect(judge({ method })).toEqual(refused(405));
    for (const url of ['/ports/other', '/', '/ports/chat/']) {
      expect(judge({ url, isUpgrade: true, headers: { origin } })).toEqual(refused(404));
    }
    expect(judge({ url: '//evil.example/' })).toEqual(refused(404));
  });
});
