import { expect, it } from 'vitest';
import { createPageEndings } from '#main/shell/page-endings.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

async function isOver(ending: Promise<void>): Promise<boolean> {
  return Promise.race([ending.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}

it('waits for every page, and for none where there is none', async () => {
  const clock = createFakeClock();
  const endings = createPageEndings(clock);
  expect(await isOver(endings.wait(0))).toBe(true);
  const both = endings.wait(2);
  endings.ended();
  expect(await isOver(both)).toBe(false);
  endings.ended();
  expect([await isOver(both), clock.pendingTimers()]).toEqual([true, 0]);
});

it('waits half a second for a page that hangs', async () => {
  const clock = createFakeClock();
  const ending = createPageEndings(clock).wait(1);
  clock.advance(499);
  expect(await isOver(ending)).toBe(false);
  clock.advance(1);
  expect(await isOver(ending)).toBe(true);
});
