const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

/** Characters that steer, hide or stack, and none of which may do so beyond the text they are in. */
const controls = [
  ...range(0x01, 0x1f),
  ...range(0x7f, 0x9f),
  ...['\u00ad', '\u034f', '\u061c', '\u115f', '\u1160', '\u17b4', '\u180e', '\u2028', '\u2029', '\u2800', '\u3164'],
  ...range(0x200b, 0x200f),
  ...range(0x202a, 0x202e),
  ...range(0x2060, 0x206f),
  ...['\ufe00', '\ufe0f', '\ufeff', '\ufff9', '\ufffa', '\ufffb', '\ufffc', '\ufffd', '\uffff', '\ufdd0', '\ue000'],
  ...['\u{1d173}', '\u{1d159}', '\u{e0001}', '\u{e0041}', '\u{e007f}', '\u{e0100}', '\u{f0000}', '\u{10ffff}'],
];

const stacks = [
  'Z\u0335\u034e\u033e\u0360a\u0316\u0302\u20ddlgo',
  `e${'\u0301'.repeat(400)}`,
  `a${'\u0316\u0302\u20dd'.repeat(100)}b`,
  `ก${'\u0e47'.repeat(200)}`,
  `ஃ${'\u0bcd\u0302'.repeat(60)}`,
  `སྒྲོ${'\u0fb2'.repeat(80)}`,
  '\u0301\u0302 starts with marks',
  'ﷺ'.repeat(300),
  '﷽'.repeat(200),
  '𒐫'.repeat(200),
  'ꧨ⸻꧅'.repeat(60),
  '👨\u200d👩\u200d👧\u200d👦'.repeat(120),
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'.repeat(60),
  '🇩'.repeat(301),
  '\u1100'.repeat(300),
  'జ్ఞ\u200cా',
  'ᬘ᭄ᬭᬶᬲ᭄'.repeat(50),
];

const long = [
  'W'.repeat(4_000),
  'i'.repeat(20_000),
  '_'.repeat(3_000),
  '-'.repeat(3_000),
  '/'.repeat(3_000),
  '\u00a0'.repeat(2_000) + 'x',
  `x${' '.repeat(4_000)}x`,
  `x${'\t'.repeat(2_000)}x`,
  `x${'\n'.repeat(4_000)}x`,
  `x${'\r\n'.repeat(1_000)}x`,
  `x${'\u2028'.repeat(1_000)}x`,
  `x${'\u2060'.repeat(3_000)}x`,
  '漢'.repeat(3_000),
  'ا'.repeat(3_000),
  'ש'.repeat(3_000),
  `${'\u202e'.repeat(200)}deep${'\u202c'.repeat(200)}`,
  `${'\u2067'.repeat(200)}open isolates`,
  `${'\u2066a\u2067ב'.repeat(150)}`,
  '“'.repeat(1_500),
  '(['.repeat(1_000),
];

const frames: readonly ((control: string) => string)[] = [
  (control) => `Mara${control}Lindqvist`,
  (control) => `${control}before and after${control}`,
  (control) => `שלום ${control.repeat(40)} https://wiki.local/${control}x`,
];

/** Writing that would turn, hide or overrun what stands beside it. */
export const hostileWriting: readonly string[] = [
  ...controls.flatMap((control) => frames.map((frame) => frame(control))),
  ...stacks.flatMap((stack) => [stack, `words ${stack} words`, `${stack}\n`.repeat(20)]),
  ...long,
];
