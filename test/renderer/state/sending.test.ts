import { expect, it } from 'vitest';
import { sendingOf, type Sending } from '#renderer/state/sending.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { morning } from '#test/main/terminal/builders.ts';

const problem = { type: 'timed_out' } as const;

it.each<[ConnectionState, Sending]>([
  [{ type: 'online' }, 'at_once'],
  [{ type: 'catching_up' }, 'at_once'],
  [{ type: 'healing' }, 'later'],
  [{ type: 'connecting' }, 'later'],
  [{ type: 'reconnecting', since: morning, nextTryAt: morning, problem }, 'later'],
  [{ type: 'offline', since: null }, 'not'],
])('words are kept for later while a server is away, and not begun by who has left it: %j', (connection, sending) => {
  expect(sendingOf(connection)).toBe(sending);
});
