import { describe, expect, it } from 'vitest';
import { pageHeaders } from '#main/shell/page-policy.ts';

describe('what a page may do', () => {
  it.each([true, false])('is what it needs and nothing else, a tab or not: %s', (isTab) => {
    const policy = String(pageHeaders({ sockets: [], isTab })['Content-Security-Policy']);
    expect(policy.split('; ').filter((directive) => !directive.startsWith('sandbox'))).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types svelte-trusted-html',
    ]);
  });

  it('in a window of its own is no download, no print and no box that stops everything', () => {
    const headers = pageHeaders({ sockets: [], isTab: false });
    expect(headers['Content-Security-Policy']).toMatch(/^sandbox allow-scripts allow-same-origin allow-forms; /u);
    // HTML shows no sandbox that asks to be apart.
    expect(headers).not.toHaveProperty('Cross-Origin-Opener-Policy');
  });

  it('in a tab is nothing with the tabs around it', () => {
    const headers = pageHeaders({ sockets: ['ws://127.0.0.1:1'], isTab: true });
    expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin');
    expect(headers['Content-Security-Policy']).toContain("connect-src 'self' ws://127.0.0.1:1;");
    expect(headers['Content-Security-Policy']).not.toContain('sandbox');
  });
});
