import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import MessageText from '#renderer/features/timeline/MessageText.svelte';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

async function setupText(text: string) {
  const { hallway } = await setupHallway();
  const opened: string[] = [];
  hallway.openLink = (url) => void opened.push(url);
  const parts = { content: { type: 'text', text }, isSoft: false, hasMark: false } as const;
  const { container } = await renderInHallway(hallway, MessageText, parts);
  const paragraph = container.querySelector('p');
  if (paragraph === null) throw new Error('There is a paragraph.');
  /** Where the letters of a piece of it lie. */
  const placeOf = (piece: string) => {
    const range = document.createRange();
    const node = paragraph.childNodes;
    const holder = [...node].find(({ textContent }) => textContent?.includes(piece) === true);
    if (holder === undefined) throw new Error('That is in it.');
    const at = holder.textContent?.indexOf(piece) ?? 0;
    range.setStart(holder, at);
    range.setEnd(holder, at + piece.length);
    return range.getBoundingClientRect();
  };
  return { container, paragraph, opened, placeOf };
}

it('HTML in it is letters', async () => {
  const hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</scr' + 'ipt><b>bold</b>&amp;';
  const { container, paragraph } = await setupText(hostile);
  expect(paragraph.innerText).toBe(hostile);
  expect(container.querySelectorAll('img, script, b')).toHaveLength(0);
  expect('hit' in window).toBe(false);
});

it('a link is opened by the program around the page, never by the page', async () => {
  const { opened } = await setupText('see https://wiki.local/gateway, please');
  const here = location.href;
  await page.getByRole('link', { name: 'https://wiki.local/gateway' }).click();
  expect([opened, location.href]).toEqual([['https://wiki.local/gateway'], here]);
});

it('what runs instead of opening is no link', async () => {
  const { container, paragraph } = await setupText('javascript:alert(1) data:text/html,x file:///etc/passwd');
  expect(container.querySelectorAll('a')).toHaveLength(0);
  expect(paragraph.innerText).toContain('javascript:alert(1)');
});

it('each line has the direction of its first letter', async () => {
  const { placeOf, paragraph } = await setupText('a rather long line of English words\nשלום\nend');
  const box = paragraph.getBoundingClientRect();
  expect(placeOf('שלום').right).toBeCloseTo(box.right, 0);
  expect(placeOf('end').left).toBeCloseTo(box.left, 0);
});

it('one line of another direction stays beside its author', async () => {
  const { paragraph } = await setupText('שלום');
  expect(paragraph.getBoundingClientRect().left).toBe(0);
  expect(paragraph.getBoundingClientRect().width).toBeLessThan(100);
});

it('spaces and lines are kept, and a word without end is broken', async () => {
  const { paragraph } = await setupText(`  a\n\n  b ${'x'.repeat(2_000)}`);
  expect(paragraph.innerText.startsWith('  a\n\n  b')).toBe(true);
  expect(paragraph.scrollWidth).toBeLessThanOrEqual(800);
});

it.each([
  ['beside', `ก${'\u0e47'.repeat(200)}`],
  ['over', `e${'\u0301'.repeat(400)}`],
])('marks heaped on one letter push nothing aside and end shortly beyond it: %s', async (_where, text) => {
  const { container, paragraph } = await setupText(text);
  expect(container.scrollWidth).toBeLessThanOrEqual(container.clientWidth);
  expect(getComputedStyle(paragraph).overflow).toBe('clip');
});

it('one of thousands of lines shows its beginning, and all of it when that is asked for by a key', async () => {
  const { hallway } = await setupHallway();
  const text = Array.from({ length: 10_000 }, (_, index) => `line ${index}`).join('\n');
  const onunfold = vi.fn<() => void>();
  const parts = { content: { type: 'text', text }, isSoft: false, onunfold } as const;
  const { container, rerender } = await renderInHallway(hallway, MessageText, parts);
  expect(container.getBoundingClientRect().height).toBeLessThan(1_200);
  expect(container.querySelector('p')?.innerText).toMatch(/line 39$/u);
  await userEvent.keyboard('{Tab}{Enter}');
  expect(onunfold).toHaveBeenCalledOnce();
  await rerender({ parts: { ...parts, isUnfolded: true } });
  expect(container.querySelector('p')?.innerText).toBe(text);
  await expect.element(page.getByRole('button')).not.toBeInTheDocument();
});
