export interface PagePlace {
  /** The addresses that it may open WebSockets to. */
  readonly sockets: readonly string[];
  /** Whether it is a tab among others. A window of its own is a sandbox: no download, no print, no box that stops everything. */
  readonly isTab: boolean;
}

const apart = { 'Cross-Origin-Opener-Policy': 'same-origin' };
const sandbox = 'sandbox allow-scripts allow-same-origin allow-forms';

/**
 * What a window's page may do, as headers that come with every file of it: nothing from outside, nothing inline, in nobody's
 * frame, kept by no cache.
 */
export function pageHeaders({ sockets, isTab }: PagePlace): Readonly<Record<string, string>> {
  const policy = [
    ...(isTab ? [] : [sandbox]),
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...sockets].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    // No other page can have opened a window of its own, and HTML lets no sandbox ask to be apart.
    ...(isTab ? apart : {}),
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}
