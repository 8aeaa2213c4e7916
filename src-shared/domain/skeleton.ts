import { confusables } from './confusables.ts';

let prototypes: ReadonlyMap<string, string> | null = null;

/**
 * What a text looks like: two texts with the same skeleton are taken for each other, whatever they are written in (UTS #39,
 * section 4). It is compared and never shown.
 */
export function skeleton(text: string): string {
  // Read when it is first needed, since most that is done with names needs it never.
  prototypes ??= readPrototypes();
  const looks = prototypes;
  return Array.from(text.normalize('NFD'), (letter) => looks.get(letter) ?? letter)
    .join('')
    .normalize('NFD');
}

/** `61:26,a8` says that U+0061 is what two code points look like: the one of the number 26 (base 36), and the one a8 behind it. */
function readPrototypes(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of confusables.flatMap((line) => line.split(' '))) {
    const [codes = '', steps = ''] = entry.split(':');
    const prototype = String.fromCodePoint(...codes.split('+').map((code) => Number.parseInt(code, 16)));
    let letter = 0;
    for (const step of steps.split(',')) {
      letter += Number.parseInt(step, 36);
      found.set(String.fromCodePoint(letter), prototype);
    }
  }
  return found;
}
