import { describe, expect, it } from 'vitest';
import { parseArgs, parseLine } from '#main/terminal/people/parse-line.ts';

describe('a typed line', () => {
  it.each([
    ['', { type: 'nothing' }],
    ['   ', { type: 'nothing' }],
    ['hello', { type: 'say', text: 'hello' }],
    ['  indented', { type: 'say', text: '  indented' }],
    ['//etc/hosts', { type: 'say', text: '/etc/hosts' }],
    ['/rooms', { type: 'command', word: 'rooms', rest: '', args: [] }],
    ['/ROOMS ', { type: 'command', word: 'rooms', rest: '', args: [] }],
    ['/topic  a  b ', { type: 'command', word: 'topic', rest: 'a  b', args: ['a', 'b'] }],
    ['/leave-server', { type: 'command', word: 'leave-server', rest: '', args: [] }],
    ['/quit\n/forget-server yes', { type: 'say', text: '/quit\n/forget-server yes' }],
    ['//a\nb', { type: 'say', text: '//a\nb' }],
    ['/nothing here', { type: 'unknown', word: 'nothing' }],
    ['/constructor', { type: 'unknown', word: 'constructor' }],
    ['/', { type: 'unknown', word: '' }],
  ])('%j is read', (line, typed) => {
    expect(parseLine(line)).toEqual(typed);
  });

  it.each([
    ['mara jonas', ['mara', 'jonas']],
    ['mara, jonas', ['mara', 'jonas']],
    ['"Mara L" jonas', ['Mara L', 'jonas']],
    ['“Mara L”', ['Mara L']],
    ['""', []],
  ])('the words of %j are %j', (rest, words) => {
    expect(parseArgs(rest)).toEqual(words);
  });
});
