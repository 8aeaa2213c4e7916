import { afterEach } from 'vitest';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { morning } from './builders.ts';
import { settle } from './line-feed.ts';
import { sitDown } from './people-desk.ts';
import { createScriptedChat, type ScriptedState } from './scripted-chat.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface PeopleOptions {
  readonly state?: Partial<ScriptedState>;
  readonly target?: string;
  readonly width?: number;
  readonly pipedWaitMs?: number;
}

/** Somebody at a terminal of a client that does what the test says. */
export async function setupPeople({ state = {}, target, width, pipedWaitMs }: PeopleOptions = {}) {
  const scripted = createScriptedChat(state);
  const clock = createFakeClock();
  clock.setNow(morning);
  const desk = sitDown({
    chat: scripted.chat,
    clock,
    target: target ?? null,
    width: width ?? 79,
    pipedWaitMs: pipedWaitMs ?? null,
  });
  closers.push(() => {
    desk.stop.abort();
  });
  await settle();
  return {
    ...scripted,
    ...desk,
    clock,
    type: async (line: string) => {
      desk.feed.type(line);
      await settle();
    },
    pass: async (durationMs: number) => {
      await settle();
      clock.advance(durationMs);
      await settle();
    },
  };
}
