import type { App, Session, WebContents } from 'electron';
import { originOf, pageOrigin } from './page-origin.ts';

/** The only thing a page may ask the system for besides what its ports offer. */
const allowed = 'clipboard-sanitized-write';

/** Denies every page what it could do besides showing itself: other pages, windows, web views, permissions, devices. */
export function guardPages(app: App, session: Session): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(permission === allowed && contents.getURL().startsWith(`${pageOrigin}/`));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => {
    return permission === allowed && originOf(origin) === pageOrigin;
  });
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents);
  });
}

function guardContents(contents: WebContents): void {
  const deny = (event: { preventDefault(): void }): void => {
    event.preventDefault();
  };
  contents.on('will-navigate', deny);
  contents.on('will-frame-navigate', deny);
  contents.on('will-redirect', deny);
  contents.on('will-attach-webview', deny);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
