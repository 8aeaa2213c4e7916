export interface PageRights {
  /** The addresses that it may open WebSockets to. */
  readonly sockets: readonly string[];
  /** Whether a link may open another tab, which then has nothing of this page's. */
  readonly opensTabs: boolean;
}

/**
 * What a window's page may do, as headers that come with every file of it: nothing from outside, nothing inline, in nobody's
 * frame, kept by no cache. It is a sandbox as well: no download, no print, no box of the browser's that stops everything.
 */
export function pageHeaders({ sockets, opensTabs }: PageRights): Readonly<Record<string, string>> {
  const policy = [
    `sandbox allow-scripts allow-same-origin allow-forms${opensTabs ? ' allow-popups allow-popups-to-escape-sandbox' : ''}`,
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
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}
