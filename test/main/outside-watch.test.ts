import { expect, it } from 'vitest';
import { createOutsideWatch } from '#main/outside-watch.ts';

it('the first connection of another computer is heard of once, this one’s own never', () => {
  let heard = 0;
  const watch = createOutsideWatch(
    () => (heard += 1),
    () => ['10.0.0.1', 'fe80::1'],
  );
  for (const own of ['127.0.0.1', '127.8.0.1', '::1', '10.0.0.1', 'fe80::1']) watch(own);
  expect(heard).toBe(0);
  for (const other of ['10.0.0.2', '10.0.0.3']) watch(other);
  expect(heard).toBe(1);
});

it('what this computer is called by is asked of the system', () => {
  let heard = 0;
  const watch = createOutsideWatch(() => (heard += 1));
  watch('127.0.0.1');
  watch('192.0.2.77');
  expect(heard).toBe(1);
});
