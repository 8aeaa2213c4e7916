import { describe, expect, it } from 'vitest';
import { knockWords, notificationWords } from '#main/electron/notification-words.ts';
import { deviceKeyOf, personIdOf } from '#test/support/sample-ids.ts';
import { deskWords } from '#main/electron/words.ts';

const en = deskWords('en', []);
const zh = deskWords('zh-CN', []);
const one = {
  authorName: 'Mara',
  vouchedBy: null,
  voucherName: null,
  roomName: null,
  count: 1,
  text: 'lunch?',
  kind: 'direct' as const,
};

describe('[T7] a notification of a knock', () => {
  const knock = {
    knockId: 1,
    displayName: 'Sofia <b>',
    device: deviceKeyOf(1),
    address: '10.0.0.9',
    at: 0,
    isOpened: false,
  };

  it('says who asks to come in, where, and how many wait', () => {
    expect(knockWords({ knock, count: 1, serverName: 'R&D' }, en, 'linux')).toEqual({
      title: 'Sofia <b> asks to come in',
      body: 'At the door of R&amp;D',
    });
    expect(knockWords({ knock, count: 3, serverName: 'R&D' }, en, 'darwin').body).toBe(
      '3 people wait at the door of R&D',
    );
    expect(knockWords({ knock: { ...knock, displayName: '' }, count: 2, serverName: '北辰' }, zh, 'win32')).toEqual({
      title: '有人 想进来',
      body: '有 2 人在“北辰”门口等候',
    });
  });
});

describe('a notification', () => {
  it('says who wrote where, and how many there are', () => {
    expect(notificationWords(one, en, 'darwin')).toEqual({ title: 'Mara', body: 'lunch?' });
    expect(notificationWords({ ...one, roomName: 'general' }, en, 'darwin').title).toBe('Mara in general');
    expect(notificationWords({ ...one, kind: 'invitation', text: null, roomName: 'plans' }, en, 'darwin')).toEqual({
      title: 'Mara in plans',
      body: 'Invited you to this room',
    });
    expect(notificationWords({ ...one, count: 3 }, en, 'darwin').body).toBe('3 new: lunch?');
    expect(notificationWords({ ...one, authorName: null, text: null }, zh, 'darwin')).toEqual({
      title: '有人',
      body: '此版本无法显示的消息',
    });
  });

  it('[T8] says first, in the words of the mark, who vouched for the device that wrote', () => {
    const vouched = { ...one, vouchedBy: personIdOf(1), voucherName: 'R&D' };
    const body = (parts: Partial<typeof vouched>, platform: NodeJS.Platform = 'darwin') =>
      notificationWords({ ...vouched, ...parts }, en, platform).body;
    expect(notificationWords(vouched, en, 'darwin')).toEqual({ title: 'Mara', body: 'Vouched for by R&D\nlunch?' });
    expect(body({}, 'linux')).toBe('Vouched for by R&amp;D\nlunch?');
    expect(body({ count: 3 })).toBe('Vouched for by R&D\n3 new: lunch?');
    expect(notificationWords({ ...vouched, kind: 'invitation', text: null }, en, 'darwin').body).toBe(
      'Vouched for by R&D\nInvited you to this room',
    );
    expect(notificationWords({ ...vouched, voucherName: null }, zh, 'darwin').body).toBe('由有人担保\nlunch?');
  });

  it('shows what was written as it was written, also where a body is markup', () => {
    const text = '<a href="file:///etc">a < b</a> &amp; c';
    const body = (platform: NodeJS.Platform) => notificationWords({ ...one, text }, en, platform).body;
    expect(body('linux')).toBe('&lt;a href="file:///etc"&gt;a &lt; b&lt;/a&gt; &amp;amp; c');
    expect([body('darwin'), body('win32')]).toEqual([text, text]);
    // A title is plain everywhere.
    expect(notificationWords({ ...one, authorName: 'R&D' }, en, 'linux').title).toBe('R&D');
  });
});
