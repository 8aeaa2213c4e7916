import { expect, it } from 'vitest';
import { nameKey, parseName, type Name } from '#shared/domain/name.ts';

const name = 'Mara' as Name;
// Beyond these planes nothing is assigned but what names do not keep: tags, selectors, private use.
const lastCodePoint = 0x2_ff_ff;
// All of these draw something, or a box.
const drawn = /[\p{Unassigned}\p{Unified_Ideograph}\p{Script=Hangul}\p{Script=Tangut}]/u;

/** Names that this one with one more character in it becomes, and that somebody else may have. */
function* longerNames(): Generator<Name> {
  const key = nameKey(name);
  for (let code = 0; code <= lastCodePoint; code += 1) {
    const added = String.fromCodePoint(code);
    const longer = drawn.test(added) ? null : parseName(`Ma${added}ra`);
    if (longer?.ok !== true || longer.value === name) continue;
    const { read, seen } = nameKey(longer.value);
    if (read !== key.read && seen !== key.seen) yield longer.value;
  }
}

function createPen(): (text: string) => { readonly width: number; pixels(): string } {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [160, 60];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('Nothing can be drawn here.');
  context.font = `16px ${getComputedStyle(document.body).fontFamily}`;
  return (text) => ({
    width: context.measureText(text).width,
    pixels: () => {
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = '#000';
      context.fillText(text, 10, 35);
      return context.getImageData(0, 0, canvas.width, canvas.height).data.join('');
    },
  });
}

it('[T8] no character makes another name of one and draws nothing', { timeout: 300_000 }, () => {
  const draw = createPen();
  const shown = draw(name);
  const pixels = shown.pixels();
  const same: string[] = [];
  let tried = 0;
  for (const longer of longerNames()) {
    tried += 1;
    const other = draw(longer);
    if (Math.abs(other.width - shown.width) < 0.2 && other.pixels() === pixels) same.push(JSON.stringify(longer));
  }
  expect(tried).toBeGreaterThan(20_000);
  expect(same).toEqual([]);
});
