import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { expect, it } from 'vitest';
import { guardPages } from '#main/electron/page-guard.ts';
import { silenceSession } from '#main/electron/silence.ts';

type Handlers = Record<string, (...args: readonly unknown[]) => unknown>;

/** What a session was told to do, by the name of the setter. */
function setupGuard() {
  const handlers: Handlers = {};
  const take = (name: string) => (handler: Handlers[string] | null) => {
    if (handler !== null) handlers[name] = handler;
  };
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: take('request'),
    setPermissionCheckHandler: take('check'),
    setDevicePermissionHandler: take('device'),
    setSpellCheckerEnabled: () => undefined,
    webRequest: { onBeforeRequest: take('load') },
  });
  const app = new EventEmitter();
  guardPages(app as unknown as App, session as unknown as Session);
  silenceSession(session as unknown as Session);
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: take('open') });
  app.emit('web-contents-created', {}, contents);
  return { handlers, session, contents };
}

const { handlers, session, contents } = setupGuard();
const elsewhere = ['https://example.org/', 'file:///etc/passwd', 'app://other/', 'app://hallway.example.org/'];

/** What a handler passes on by its last argument. */
function answerOf(name: string, ...args: readonly unknown[]): unknown {
  let answer: unknown = 'none';
  handlers[name]?.(...args, (given: unknown) => (answer = given));
  return answer;
}

const isStopped = (emitter: EventEmitter, event: string): boolean => {
  let isPrevented = false;
  emitter.emit(event, { preventDefault: () => (isPrevented = true) });
  return isPrevented;
};

it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
  'a page is led nowhere: %s is stopped',
  (event) => {
    expect(isStopped(contents, event)).toBe(true);
  },
);

it('a page opens no window, of whatever address', () => {
  for (const url of ['app://hallway/index.html', ...elsewhere])
    expect(handlers['open']?.({ url })).toEqual({ action: 'deny' });
});

it('a page downloads nothing', () => {
  expect(isStopped(session, 'will-download')).toBe(true);
});

it('a page may write to the clipboard, and nothing else', () => {
  const at = (url: string) => ({ getURL: () => url });
  const [page, write] = [at('app://hallway/index.html'), 'clipboard-sanitized-write'];
  expect(answerOf('request', page, write)).toBe(true);
  expect(handlers['check']?.(null, write, 'app://hallway')).toBe(true);
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'fullscreen', 'openExternal']) {
    expect(answerOf('request', page, permission)).toBe(false);
    expect(handlers['check']?.(null, permission, 'app://hallway')).toBe(false);
  }
  for (const url of elsewhere) {
    expect(answerOf('request', at(url), write)).toBe(false);
    expect(handlers['check']?.(null, write, url)).toBe(false);
  }
  expect(handlers['device']?.({ deviceType: 'usb' })).toBe(false);
});

it('a page loads what is its own, and nothing from elsewhere', () => {
  for (const url of ['app://hallway/index.html', 'blob:app://hallway/1']) {
    expect(answerOf('load', { url })).toEqual({ cancel: false });
  }
  for (const url of [...elsewhere, 'ws://127.0.0.1:1/', 'blob:https://example.org/1'])
    expect(answerOf('load', { url })).toEqual({ cancel: true });
});
