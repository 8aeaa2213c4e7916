import { describe, expect, it } from 'vitest';
import { doorSecret } from '#renderer/lib/door-secret.ts';

interface TabParts {
  readonly hash?: string;
  readonly kept?: Readonly<Record<string, string>>;
  /** What the door answers; null where nobody does. */
  readonly answer?: Response | null;
  readonly isFull?: boolean;
}

/** A tab at the door, and what it did there. */
function setupTab({ hash = '', kept = {}, answer = null, isFull = false }: TabParts) {
  const store = new Map(Object.entries(kept));
  const urls: string[] = [];
  const shown: unknown[] = [];
  const secret = doorSecret({
    location: { hash, pathname: '/' },
    history: { replaceState: (_state, _title, url) => urls.push(String(url)) },
    store: {
      getItem: (key) => store.get(key) ?? null,
      setItem: (key, value) => {
        if (isFull) throw new Error('full');
        store.set(key, value);
      },
      removeItem: (key) => store.delete(key),
    },
    fetch: (path, { method, body }) => {
      // The token is out of sight before anything else happens.
      shown.push([urls.length > 0, method, path, body]);
      return answer === null ? Promise.reject(new Error('away')) : Promise.resolve(answer);
    },
  });
  return { secret, urls, shown, kept: () => Object.fromEntries(store) };
}

const given = () => Response.json({ secret: 's1' });
const refused = () => new Response('Refused.', { status: 401 });
const posted = [true, 'POST', '/key', '{"token":"t1"}'];

describe('the secret of a tab', () => {
  it('is what it gets for the token in its address, which leaves the address bar first', async () => {
    const { secret, urls, shown, kept } = setupTab({ hash: '#token=t1', answer: given() });
    expect(await secret).toBe('s1');
    expect([urls, shown, kept()]).toEqual([['/'], [posted], { 'hallway.secret': 's1' }]);
  });

  it('is the one that it has when it is loaded anew, and nobody is asked', async () => {
    const { secret, urls, shown } = setupTab({ kept: { 'hallway.secret': 's0' }, answer: given() });
    expect([await secret, urls, shown]).toEqual(['s0', [], []]);
  });

  it('is the one that it has where the token was used already', async () => {
    const { secret, kept } = setupTab({
      hash: '#token=t1',
      kept: { 'hallway.secret': 's0' },
      answer: refused(),
    });
    expect([await secret, kept()]).toEqual(['s0', { 'hallway.secret': 's0' }]);
  });

  it.each([
    ['refused', refused()],
    ['something else', Response.json({ secret: 7 })],
    ['nothing', new Response('null')],
  ])('is none where the door answers %s', async (_, answer) => {
    const { secret, kept } = setupTab({ hash: '#token=t1', answer });
    expect([await secret, kept()]).toEqual([null, {}]);
  });

  it('is asked for again with the same token when nobody answered', async () => {
    const away = setupTab({ hash: '#token=t1' });
    expect([await away.secret, away.kept()]).toEqual([null, { 'hallway.token': 't1' }]);
    const again = setupTab({ kept: away.kept(), answer: given() });
    expect([await again.secret, again.kept()]).toEqual(['s1', { 'hallway.secret': 's1' }]);
  });

  it('is used also where there is no room to keep it', async () => {
    const { secret } = setupTab({ hash: '#token=t1', answer: given(), isFull: true });
    expect(await secret).toBe('s1');
  });

  it.each(['', '#', '#token=', '#token=a b', '#other=t1', '#token=t1&x=1'])(
    'is not asked for with the fragment %j, which stays',
    async (hash) => {
      const { secret, urls, shown } = setupTab({ hash, answer: given() });
      expect([await secret, urls, shown]).toEqual([null, [], []]);
    },
  );
});
