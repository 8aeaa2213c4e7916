import { describe, expect, it } from 'vitest';
import { pageHeaders } from '#main/shell/page-policy.ts';

describe('what a page may do', () => {
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
