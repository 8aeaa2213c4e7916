import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import Timeline from '#renderer/features/timeline/Timeline.svelte';
import { buildMessage, buildRoom, buildServer, commandIdOf, general, nordlicht } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const minuteMs = 60_000;
/** Rows of every height: one line, several, many. */
const textOf = (number: number) =>
  [`message ${number}`, ...Array<string>((number * 7) % 5).fill('and more')].join('\n');
const messageOf = (number: number) =>
  buildMessage(textOf(number), {
    commandId: commandIdOf(number),
    itemNumber: number,
    writtenAt: Date.UTC(2026, 4, 1) + number * minuteMs,
  });

async function setupTimeline(total: number, change: (message: MessageItem) => MessageItem = (message) => message) {
  const { scripted, hallway } = await setupHallway();
  let [count, pages] = [total, 0];
  let gate: Promise<void> = Promise.resolve();
  scripted.answer('timeline.page', async ({ before, maxItems }) => {
    pages += 1;
    await gate;
    const end = before === undefined ? count : Number(before) - 1;
    const start = Math.max(1, end - maxItems + 1);
    const items = Array.from({ length: end - start + 1 }, (_, index) => change(messageOf(start + index)));
    return ok({ items, before: start > 1 ? String(start) : null });
  });
  const [server, room] = [buildServer(), buildRoom()];
  const { timeline } = hallway.openRoom(server, room);
  await renderInHallway(hallway, Timeline, { server, room, timeline, edited: null, onedit: () => undefined });
  const log = page.getByRole('log');
  const scroller = () => log.element();
  const row = (number: number) => log.getByText(new RegExp(`^message ${number}$`, 'm'));
  const fromEnd = () => scroller().scrollHeight - scroller().clientHeight - scroller().scrollTop;
  await expect.element(row(total)).toBeVisible();
  return {
    timeline,
    scroller,
    row,
    fromEnd,
    pages: () => pages,
    rows: () => scroller().querySelectorAll('article').length,
    hear: () => {
      count += 1;
      const items = [messageOf(count)];
      scripted.emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed: [], isLive: true });
      return count;
    },
    /** Lets no page through until it is opened. */
    closeGate: () => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        open();
      };
    },
    scrollBy: (pixels: number) => scroll(scroller(), pixels),
  };
}

/** As a wheel does: the timeline hears that somebody moved it. */
async function scroll(scroller: Element, pixels: number): Promise<void> {
  scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: pixels }));
  scroller.scrollTop += pixels;
  await frames();
}

/** Until what was measured has been laid out. */
async function frames(): Promise<void> {
  for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

it('opens at the newest message', async () => {
  const { fromEnd } = await setupTimeline(2_000);
  await expect.poll(fromEnd).toBeLessThan(2);
});

it('holds few rows however many have been read, all the way to the first of 2,000', async () => {
  const { timeline, scrollBy, scroller, rows, row } = await setupTimeline(2_000);
  let most = rows();
  while (!timeline.isAtBeginning) {
    await scrollBy(-scroller().scrollTop);
    most = Math.max(most, rows());
  }
  expect(timeline.items).toHaveLength(2_000);
  await scrollBy(-scroller().scrollTop);
  await expect.element(row(1)).toBeVisible();
  expect(Math.max(most, rows())).toBeLessThan(60);
});

it('what is on the screen keeps its place when an older page is put before it', async () => {
  const { timeline, closeGate, scrollBy, scroller, pages } = await setupTimeline(2_000);
  const openGate = closeGate();
  await scrollBy(400 - scroller().scrollTop);
  await expect.poll(pages).toBe(2);
  await frames();
  const [shown] = [...scroller().querySelectorAll('article')].filter(
    (article) => article.getBoundingClientRect().top > scroller().getBoundingClientRect().top,
  );
  const name = /message \d+/u.exec(shown?.textContent ?? '')?.[0] ?? '';
  const top = () => {
    const articles = [...scroller().querySelectorAll('article')];
    return articles.find(({ textContent }) => textContent.includes(`${name}\n`) || textContent.endsWith(name));
  };
  const before = top()?.getBoundingClientRect().top ?? 0;
  openGate();
  await expect.poll(() => timeline.items.length).toBe(120);
  await frames();
  expect(Math.abs((top()?.getBoundingClientRect().top ?? 0) - before)).toBeLessThan(3);
});

it('whoever is at the end stays at the end when something comes', async () => {
  const { hear, row, fromEnd } = await setupTimeline(300);
  for (let more = 0; more < 5; more += 1) {
    const number = hear();
    await expect.element(row(number)).toBeVisible();
  }
  await expect.poll(fromEnd).toBeLessThan(2);
});

it('whoever reads further up is left there, and has a way to the end', async () => {
  const { hear, scrollBy, fromEnd, scroller, row } = await setupTimeline(300);
  await scrollBy(-700);
  await expect.poll(fromEnd).toBeGreaterThan(400);
  const at = scroller().scrollTop;
  const number = hear();
  await frames();
  expect(Math.abs(scroller().scrollTop - at)).toBeLessThan(3);
  await page.getByRole('button', { name: /new|end|latest/iu }).click();
  await expect.element(row(number)).toBeVisible();
  await expect.poll(fromEnd).toBeLessThan(2);
});

it('arrows go from message to message, beyond what is on the screen', async () => {
  const { scroller } = await setupTimeline(300);
  (scroller() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(() => document.activeElement?.textContent).toContain('message 300');
  await userEvent.keyboard('{ArrowUp>30/}');
  await expect.poll(() => document.activeElement?.tagName).toBe('ARTICLE');
  await userEvent.keyboard('{End}');
  await expect.poll(() => document.activeElement?.textContent).toContain('message 300');
});

it('a message that cannot be drawn says so in its place, and the others stand', async () => {
  const beyondCalendars = 9e15;
  const { row, scroller } = await setupTimeline(5, (message) =>
    message.itemNumber === 3 ? { ...message, at: beyondCalendars } : message,
  );
  for (const number of [1, 2, 4, 5]) await expect.element(row(number)).toBeInTheDocument();
  expect(scroller().textContent).toContain('This cannot be shown.');
});
