import { describe, expect, it } from 'vitest';
import { readPages } from '#main/client/read-pages.ts';
import { err, ok } from '#shared/result.ts';

describe('a list that a server tells page by page', () => {
  it('[P1] is followed to its end', async () => {
    const asked: unknown[] = [];
    const pages = [
      { entries: [1, 2], next: 'b' },
      { entries: [3], next: null },
    ];
    const read = await readPages(async (after) => {
      asked.push(after);
      return ok(pages.shift() ?? { entries: [], next: null });
    });
    expect([read, asked]).toEqual([ok([1, 2, 3]), [undefined, 'b']]);
  });

  it('is not read where one of its pages is not', async () => {
    expect(await readPages(async () => err({ type: 'server_unreachable' }))).toEqual(
      err({ type: 'server_unreachable' }),
    );
  });

  it.each([
    ['stands still', (count: number) => ({ entries: [count], next: 'b' }), 2],
    ['holds nothing', (count: number) => ({ entries: [], next: `b${count}` }), 1],
    ['goes on and on', (count: number) => ({ entries: Array(3_000).fill(count), next: String(100 + count) }), 4],
  ])('[P1] is followed no further where it %s', async (_, page, most) => {
    let count = 0;
    const read = await readPages(async () => {
      count += 1;
      return ok(page(count));
    });
    expect(count).toBe(most);
    expect(read.ok ? read.value.length : 0).toBeLessThanOrEqual(10_000);
  });
});
