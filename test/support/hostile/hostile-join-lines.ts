import { createSeededRandom } from '../seeded-random.ts';
import { serverIdOf } from '../sample-ids.ts';

const token = 'AAECAwQFBgcICQoLDA0ODw';

const hosts = [
  ...['127.0.0.1', '10.0.0.7', 'office.local', '[fd00::1]', '[fe80::1%25eth0]', 'printer', '8.8.8.8', '[2001:db8::1]'],
  ...['0.0.0.0', '255.255.255.255', '224.0.0.1', '0x7f000001', '2130706433', '0177.0.0.1', '127.1', '[::ffff:8.8.8.8]'],
  ...[
    'evil.example.org',
    'xn--80ak6aa92e.com',
    'аpple.com',
    'ｏｆｆｉｃｅ。local',
    '１２７.0.0.1',
    'a@b',
    'user:pass@host',
  ],
  ...['host/../x', String.raw`\\host\share`, 'a..b', '-a', '.', '', 'x'.repeat(300), '%00', '%0d%0a', '%2e%2e', '[::1'],
];
const ports = ['', ':7420', ':1', ':65535', ':0', ':65536', ':-1', ':7e3', ':٧٤٢٠', ':7420:7420', ':%37420', ': 7420'];
const starts = [
  ...['hallway://join?', 'hallway://join/?', 'HALLWAY://JOIN?', 'hallway:join?', 'hallway:///join?', 'hallway://join#'],
  ...['hallway://quit?', 'hallway://join/../quit?', 'hallway://user@join?', 'hallway://join:80?', 'hallway-x://join?'],
  ...['javascript:alert(1)//hallway://join?', 'file:///etc/passwd?', 'data:text/html,hallway://join?', 'https://join?'],
  ...[' hallway://join?', '\thallway://join?', '"hallway://join?', '--hallway://join?', 'app://hallway/index.html?'],
];
const strangeCharacters = [
  ...[
    '\0',
    '\n',
    '\r',
    '\t',
    '\u001b[2J',
    '\u007f',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\ud800',
    '\u{1f600}',
    'é',
    '"',
    "'",
  ],
  ...[
    '<',
    '>',
    '`',
    ' ',
    '%',
    '%zz',
    '%ff',
    '%u0041',
    '&',
    '=',
    '&s=',
    '&h=',
    '#',
    '\\',
    ' --no-sandbox',
    '" --data="',
  ],
];
const strangeFields = [
  ...[`&t=${token}`, `&t=${token}&x=1800000000`, '&x=1', '&t=&x=', `&t=${token}&x=99999999999999999999`, '&x=-1&t=x'],
  ...['&v=2', '&__proto__=x', '&constructor=x', '&S=other', '&&&&', '&=x', '&h', '&s', '&join=1', '&open=file:///'],
];

/** Links that anybody may have written, most of them wrong in some way; the same seed gives the same ones. */
export function hostileJoinLines(seed: string, count: number): readonly string[] {
  const random = createSeededRandom(`links ${seed}`);
  const below = (max: number): number => Math.floor(random.fraction() * max);
  const pick = (items: readonly string[]): string => items[below(items.length)] ?? '';
  const rarely = (text: () => string): string => (below(6) === 0 ? text() : '');

  function link(): string {
    const start = below(3) === 0 ? pick(starts) : 'hallway://join?';
    const id =
      below(8) === 0 ? pick(['', 'x', serverIdOf(1).toUpperCase(), `${serverIdOf(1)}a`]) : serverIdOf(below(9));
    const isLong = below(12) === 0;
    const count = isLong ? below(200) : below(4);
    const drawn = () =>
      `${pick(below(2) === 0 ? hosts.slice(0, 8) : hosts)}${pick(ports.slice(0, below(ports.length) + 1))}`;
    const addresses = Array.from({ length: count }, (_, index) => (isLong ? `10.7.0.${index}` : drawn()));
    return `${start}s=${id}${count === 0 ? '' : '&h='}${addresses.join(',')}${rarely(() => pick(strangeFields))}`;
  }

  function bend(text: string): string {
    const at = below(text.length + 1);
    const kind = below(6);
    if (kind === 0) return text.slice(0, at);
    if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
    if (kind === 2) return text + 'a'.repeat(below(4_000));
    if (kind === 3) return `${text}&${text}`;
    return text.slice(0, at) + pick(strangeCharacters) + text.slice(at);
  }

  return Array.from({ length: count }, () => (below(3) === 0 ? link() : bend(link())));
}
