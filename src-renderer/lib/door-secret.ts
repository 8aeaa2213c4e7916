/** Where this tab is, and what it keeps: the parts of a browser's window that the door needs. */
export interface TabSurroundings {
  readonly location: { readonly hash: string; readonly pathname: string };
  readonly history: { replaceState(state: null, title: string, url: string): void };
  /** Of this tab and this port alone, which no cookie is. */
  readonly store: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
  };
  readonly fetch: (path: string, request: RequestInit) => Promise<Response>;
}

const tokenKey = 'hallway.token';
const secretKey = 'hallway.secret';
const tokenPattern = /^#token=([\w-]+)$/u;

export function hasToken({ hash }: { readonly hash: string }): boolean {
  return tokenPattern.test(hash);
}

/**
 * The secret that opens this tab's ports: the one that it has, or the one it gets for the token in its address. The token
 * leaves the address bar and the history at once. Null where the tab has neither.
 */
export async function doorSecret(tab: TabSurroundings): Promise<string | null> {
  const token = takeToken(tab);
  const secret = token === null ? null : await exchange(tab, token);
  if (secret === null) return tab.store.getItem(secretKey);
  keep(tab, secretKey, secret);
  return secret;
}

function takeToken(tab: TabSurroundings): string | null {
  const [, token] = tokenPattern.exec(tab.location.hash) ?? [];
  // One that could not be shown yet, as when the page was loaded anew meanwhile.
  if (token === undefined) return tab.store.getItem(tokenKey);
  tab.history.replaceState(null, '', tab.location.pathname);
  keep(tab, tokenKey, token);
  return token;
}

async function exchange({ fetch, store }: TabSurroundings, token: string): Promise<string | null> {
  try {
    const response = await fetch('/key', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Hallway-Door': 'token' },
      body: JSON.stringify({ token }),
    });
    store.removeItem(tokenKey);
    return response.ok ? readSecret(await response.json()) : null;
  } catch {
    // Nobody answers: the token is kept for another try.
    return null;
  }
}

function readSecret(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('secret' in answer)) return null;
  return typeof answer.secret === 'string' ? answer.secret : null;
}

function keep({ store }: TabSurroundings, key: string, value: string): void {
  try {
    store.setItem(key, value);
  } catch {
    // No room left there: it lives as long as the page.
  }
}
