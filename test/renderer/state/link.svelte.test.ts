import { expect, it } from 'vitest';
import { Link } from '#renderer/state/link.svelte.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

function setupLink() {
  const clock = createFakeClock();
  const link = new Link(clock);
  link.set('chat', 'open');
  link.set('shell', 'open');
  return { clock, link };
}

it('a port that is lost is said to be only when it takes longer than people notice', () => {
  const { clock, link } = setupLink();
  link.set('chat', 'lost');
  clock.advance(999);
  expect([link.state, link.isLostLong]).toEqual(['lost', false]);
  clock.advance(1);
  expect(link.isLostLong).toBe(true);
  link.set('chat', 'open');
  expect([link.state, link.isLostLong]).toEqual(['open', false]);
});

it('a program that does not answer for six seconds has ended; a chat that is started again has not', () => {
  const { clock, link } = setupLink();
  link.set('chat', 'lost');
  clock.advance(60_000);
  expect(link.isEnded).toBe(false);
  link.set('shell', 'lost');
  clock.advance(3_000);
  link.set('shell', 'lost');
  clock.advance(3_000);
  expect(link.isEnded).toBe(true);
  link.set('shell', 'open');
  expect(link.isEnded).toBe(false);
});

it('a program that comes back in time has not ended', () => {
  const { clock, link } = setupLink();
  link.set('shell', 'lost');
  clock.advance(5_999);
  link.set('shell', 'open');
  clock.advance(60_000);
  expect(link.isEnded).toBe(false);
});
