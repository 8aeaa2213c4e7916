import { describe, expect, it } from 'vitest';
import { parseServeCommand, type FolderReader } from '#main/serve-command.ts';

const folders: FolderReader = {
  obstacle: (folder) => (folder === '/other' ? '/other is kept by the user hallway.' : null),
  storedName: (folder) => (folder === '/lunch' ? 'Lunch' : null),
};
const parse = (...args: readonly string[]) => parseServeCommand(args, folders);
const sentenceOf = (...args: readonly string[]) => {
  const command = parse(...args);
  return command.type === 'refused' ? command.sentence : command.type;
};

describe('the command line of serve', () => {
  it('takes the name out of the folder of a server that has one, where none is given', () => {
    expect(parse('--data', '/lunch')).toMatchObject({ type: 'serve', config: { name: 'Lunch' } });
    expect(parse('--data', '/lunch', '--name', 'Dinner')).toMatchObject({ config: { name: 'Dinner' } });
    expect(sentenceOf('--data', '/new')).toBe(
      '--name: Say what people are to see: /new holds no name that can be read.',
    );
  });

  it('says why this user cannot be a server there, also where the name is given and before it is missed', () => {
    for (const name of [[], ['--name', 'Lunch']])
      expect(sentenceOf('--data', '/other', ...name)).toBe('/other is kept by the user hallway.');
    // What only asks a running server, or writes elsewhere, finds out itself.
    for (const args of [['status'], ['claim'], ['backup', '/mnt/file.db']])
      expect(parse(...args, '--data', '/other')).toMatchObject({ type: 'task' });
  });

  it('wants a folder before a name', () => {
    for (const args of [[], ['status'], ['--name', 'Lunch']]) {
      expect(sentenceOf(...args, '--data', ' ')).toBe('--data: Name a folder.');
    }
  });

  it('[P11] takes the key of a device to let in again, or how that begins', () => {
    expect(parse('reopen', '--data', '/lunch', 'MHs7')).toMatchObject({
      type: 'task',
      task: { type: 'reopen', device: 'MHs7' },
      dataFolder: '/lunch',
    });
    expect(sentenceOf('reopen', '--data', '/lunch')).toContain('device');
  });

  it('[T6] makes a link for the first owner of a folder', () => {
    expect(parse('claim', '--data', '/lunch', '--json')).toEqual({
      type: 'task',
      task: { type: 'claim' },
      dataFolder: '/lunch',
      isJson: true,
    });
  });

  it('[T7] takes the door, and leaves it as it is without a word', () => {
    expect(parse('--data', '/lunch', '--door', 'knock')).toMatchObject({ config: { door: 'knock' } });
    expect(parse('--data', '/lunch')).toMatchObject({ config: { door: null } });
    expect(sentenceOf('--data', '/lunch', '--door', 'ajar')).toBe(
      '--door: "ajar" is no door. There are: open, knock, invite.',
    );
  });

  it('[T17] writes the audit as JSON, or as a table', () => {
    const taskOf = (...args: string[]) => parse('audit', '--data', '/lunch', ...args);
    expect(taskOf()).toMatchObject({ type: 'task', task: { type: 'audit', format: 'json' } });
    expect(taskOf('--csv')).toMatchObject({ type: 'task', task: { type: 'audit', format: 'csv' } });
  });

  it('says which tasks there are where one is mistyped', () => {
    for (const word of ['stauts', 'toString']) {
      expect(sentenceOf(word, '--data', '/lunch')).toBe(
        `There is no task "${word}". There are: backup, restore, status, go-on, audit, reopen, claim.`,
      );
    }
  });

  it.each([
    [
      ['status', 'x', '--data', '/lunch'],
      'too many arguments. Expected 0 arguments but got 1: x. --help lists the options.',
    ],
    [['status'], "required option '--data <folder>' not specified. --help lists the options."],
    [
      ['--data', '/lunch', '--limt', 'a=1'],
      "unknown option '--limt' (Did you mean --limit?). --help lists the options.",
    ],
  ])('ends each sentence with one full stop: %j', (args, sentence) => {
    expect(sentenceOf(...args)).toBe(sentence);
  });

  it('says explicitly that what a newer version wrote may be put aside', () => {
    const restore = (...more: readonly string[]) => parse('restore', 'latest', '--data', '/lunch', ...more);
    expect(restore()).toMatchObject({ task: { type: 'restore', from: 'latest', replacesNewer: false } });
    expect(restore('--replace-newer')).toMatchObject({ task: { replacesNewer: true } });
  });
});
