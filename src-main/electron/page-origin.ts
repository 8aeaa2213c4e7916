/** The page has an origin of its own, as a site on the web has one, which no file and no network has. */
export const pageScheme = 'app';
export const pageOrigin = `${pageScheme}://hallway`;
export const pageAddress = `${pageOrigin}/index.html`;

/** What Node calls an opaque origin, since it knows no scheme of ours. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url === null ? null : `${url.protocol}//${url.host}`;
}
