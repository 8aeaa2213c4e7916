import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countReplies, readReplySteps } from './reply-trace.ts';

const socket = '33<socket:[274268]>';
const wal = '29</srv/server.db-wal>';
const lines = {
  command: `213 10.010000 read(${socket}, "\\27\\3\\3, 5) = 9"..., 65536) = 570 <0.001157>`,
  pong: `213 10.011000 read(${socket}, "\\27\\3\\3"..., 65536) = 30 <0.001157>`,
  walWrite: `245 10.012000 pwrite64(${wal}, "\\r\\0"..., 4096, 387336) = 4096 <0.000030>`,
  walSync: `245 10.013000 fdatasync(${wal}) = 0 <0.004000>`,
  reply: `213 10.018000 write(${socket}, "\\27\\3\\3\\1\\365, 12"..., 506) = 506 <0.001514>`,
  replies: `213 10.018000 writev(${socket}, [{iov_base="\\27"..., iov_len=6}, {iov_base="{"..., iov_len=400}], 2) = 406 <0.001>`,
  ping: `213 10.019000 write(${socket}, "\\27\\3\\3"..., 24) = 24 <0.001514>`,
  logLine: `213 10.019500 write(2<socket:[99]>, "INFO A device came, and was let in."..., 900) = 900 <0.0001>`,
  wakeUp: `245 10.019600 write(20<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8 <0.0001>`,
};
const syncBegins = `245 10.013000 fdatasync(${wal} <unfinished ...>`;
const syncEnds = '245 10.017000 <... fdatasync resumed>) = 0 <0.004000>';
const replyBegins = `213 10.016000 write(${socket}, "\\27"..., 506 <unfinished ...>`;
const replyEnds = '213 10.016500 <... write resumed>) = 506 <0.0005>';

function stepsOf(...trace: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'trace'), trace.join('\n'));
  return readReplySteps(join(folder, 'trace'), { from: 10_000, to: 11_000 });
}

it('a command, the log and a reply are the steps of it; pings, lines of the log and wake-ups are none', () => {
  const { command, walWrite, walSync, reply, replies, ping, pong, logLine, wakeUp } = lines;
  const good = ['arrived', 'written', 'synced', 'sent'];
  expect(stepsOf(command, logLine, walWrite, ping, walSync, wakeUp, pong, reply)).toEqual(good);
  expect(stepsOf(command, walWrite, walSync, replies)).toEqual(good);
});

it('what was before or after the time that is asked for does not count', () => {
  expect(stepsOf(lines.reply.replace('10.', '9.'), lines.command, lines.reply.replace('10.', '11.'))).toEqual([
    'arrived',
  ]);
});

it('[D2] a synchronisation counts from its end, and a reply from its beginning', () => {
  const { command, walWrite } = lines;
  const early = stepsOf(command, walWrite, syncBegins, replyBegins, syncEnds, replyEnds);
  expect(early).toEqual(['arrived', 'written', 'sent', 'synced']);
  expect(countReplies(early)).toEqual({ replies: 1, early: 1 });
  const good = stepsOf(command, walWrite, syncBegins, syncEnds, replyBegins, replyEnds);
  expect(countReplies(good)).toEqual({ replies: 1, early: 0 });
});

it('[D2] a reply is early that nothing was written for, or synchronised since', () => {
  expect(countReplies(['arrived', 'synced', 'sent'])).toEqual({ replies: 1, early: 1 });
  expect(countReplies(['arrived', 'written', 'sent', 'synced'])).toEqual({ replies: 1, early: 1 });
  expect(countReplies(['arrived', 'sent', 'written', 'synced'])).toEqual({ replies: 1, early: 1 });
  const good = ['arrived', 'written', 'synced', 'sent'] as const;
  expect(countReplies(['written', 'synced', 'sent', ...good, 'sent', ...good])).toEqual({ replies: 2, early: 0 });
  expect(countReplies(['arrived', 'written', 'synced', 'written', 'sent'])).toEqual({ replies: 1, early: 0 });
});
