import { create } from 'qrcode';
import { expect, it } from 'vitest';
import { drawQr } from '#renderer/lib/qr-code.ts';

it('[T6] the code of a link is drawn module by module, as its dark runs', () => {
  const link = `hallway://join?s=${'n'.repeat(52)}&h=10.20.4.17:7420&t=${'A1b2C3d4'.repeat(3)}&x=1790000000`;
  const { size, data } = create(link, { errorCorrectionLevel: 'L' }).modules;
  const { modules, path } = drawQr(link);
  const drawn = new Set<number>();
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)) {
    for (let step = 0; step < Number(length); step += 1) drawn.add(Number(row) * size + Number(column) + step);
  }
  expect(modules).toBe(size);
  expect([...data].every((bit, at) => (bit === 1) === drawn.has(at))).toBe(true);
  expect(drawn.size).toBeGreaterThan(size * 7);
});
