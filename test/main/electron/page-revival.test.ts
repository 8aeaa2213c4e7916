import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { expect, it } from 'vitest';
import { revivePage } from '#main/electron/page-revival.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setupPage() {
  const clock = createFakeClock();
  let reloads = 0;
  let isDestroyed = false;
  const contents = Object.assign(new EventEmitter(), {
    reload: () => (reloads += 1),
    isDestroyed: () => isDestroyed,
  });
  const page = revivePage(contents as unknown as WebContents, clock);
  const destroy = () => {
    isDestroyed = true;
  };
  return { clock, contents, page, destroy, reloads: () => reloads };
}

it('a page whose process ended is loaded again, and answers once it is there', () => {
  const { clock, contents, page, reloads } = setupPage();
  contents.emit('render-process-gone');
  expect([page.isAnswering(), reloads()]).toEqual([false, 0]);
  clock.advance(250);
  expect([page.isAnswering(), reloads()]).toEqual([false, 1]);
  contents.emit('did-finish-load');
  expect(page.isAnswering()).toBe(true);
});

it('a page that keeps ending is given up after five times within a minute', () => {
  const { clock, contents, reloads } = setupPage();
  for (let count = 0; count < 8; count += 1) {
    contents.emit('render-process-gone');
    clock.advance(4_000);
  }
  expect(reloads()).toBe(4);
});

it('a page that was given up is loaded when its window is asked for, and mended by itself again', () => {
  const { clock, contents, page, reloads } = setupPage();
  for (let count = 0; count < 5; count += 1) {
    contents.emit('render-process-gone');
    clock.advance(4_000);
  }
  page.revive();
  expect(reloads()).toBe(5);
  contents.emit('did-finish-load');
  page.revive();
  contents.emit('render-process-gone');
  clock.advance(250);
  expect(reloads()).toBe(6);
});

it('a page that hangs is asked nothing until it moves again', () => {
  const { contents, page } = setupPage();
  contents.emit('unresponsive');
  expect(page.isAnswering()).toBe(false);
  contents.emit('responsive');
  expect(page.isAnswering()).toBe(true);
});

it('a page whose window is gone is left alone', () => {
  const { clock, contents, destroy, reloads } = setupPage();
  contents.emit('render-process-gone');
  destroy();
  clock.advance(60_000);
  expect(reloads()).toBe(0);
});
