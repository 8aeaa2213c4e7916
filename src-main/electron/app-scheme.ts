import { protocol, type Session } from 'electron';
import { pageHeaders } from '../shell/page-policy.ts';
import type { PageFiles } from '../shell/page-files.ts';

const scheme = 'app';
export const pageOrigin = `${scheme}://hallway`;
export const pageAddress = `${pageOrigin}/index.html`;

/** Before the app is ready: the page gets an origin of its own, as a site on the web has one, which no file and no network has. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** What Node calls an opaque origin, since it knows no scheme of ours. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url === null ? null : `${url.protocol}//${url.host}`;
}

/** Serves the page from memory: there is no path from an address to the disk. */
export function serveAppScheme(session: Session, files: PageFiles): void {
  const headers = { ...pageHeaders({ sockets: [], isTab: false }) };
  session.protocol.handle(scheme, ({ url, method }) => {
    const path = originOf(url) === pageOrigin && method === 'GET' ? new URL(url).pathname : null;
    const file = path === null ? undefined : files.get(path);
    if (file === undefined) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(file.bytes), { headers: { ...headers, 'Content-Type': file.type } });
  });
}
