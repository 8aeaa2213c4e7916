import { protocol, type Session } from 'electron';
import { pageHeaders } from '../shell/page-policy.ts';
import type { PageFiles } from '../shell/page-files.ts';
import { originOf, pageOrigin, pageScheme } from './page-origin.ts';

/** Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the page from memory: there is no path from an address to the disk. */
export function serveAppScheme(session: Session, files: PageFiles): void {
  const headers = { ...pageHeaders({ sockets: [], isTab: false }) };
  session.protocol.handle(pageScheme, ({ url, method }) => {
    const path = originOf(url) === pageOrigin && method === 'GET' ? new URL(url).pathname : null;
    const file = path === null ? undefined : files.get(path);
    if (file === undefined) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(file.bytes), { headers: { ...headers, 'Content-Type': file.type } });
  });
}
