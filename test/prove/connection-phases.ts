import type { ChatScript } from '#test/support/chat-script.ts';

/** What a client did with its time until it was online again, in milliseconds. */
export interface ConnectionPhases {
  /** Waited for its next try: at most 3 s each time in the first minute (D11). */
  readonly waitedMs: number;
  /** Dialled, shook hands and logged in, as often as that failed too. */
  readonly dialledMs: number;
  /** Was told what it had missed. */
  readonly resumedMs: number;
  /** Online; here also what it did before it noticed that it no longer was. */
  readonly onlineMs: number;
}

export interface PhaseClock {
  /** From then (`performance.now()`) until now. */
  since(startedAt: number): ConnectionPhases;
}

interface Change {
  readonly at: number;
  readonly phase: keyof ConnectionPhases;
}

/** Watches the states that a chat tells of its connection. */
export function watchPhases(chat: ChatScript): PhaseClock {
  const changes: Change[] = [];
  chat.onEvent(({ event, state }) => {
    if (event === 'server') changes.push({ at: performance.now(), phase: phaseOf(String(state)) });
  });
  return {
    since: (startedAt) => phasesBetween(changes, startedAt, performance.now()),
  };
}

export function phasesBetween(changes: readonly Change[], from: number, to: number): ConnectionPhases {
  const phases: Record<keyof ConnectionPhases, number> = { waitedMs: 0, dialledMs: 0, resumedMs: 0, onlineMs: 0 };
  const before = changes.filter(({ at }) => at <= from).at(-1) ?? { at: from, phase: 'onlineMs' as const };
  const within = [before, ...changes.filter(({ at }) => at > from && at < to)];
  for (const [index, { at, phase }] of within.entries())
    phases[phase] += (within[index + 1]?.at ?? to) - Math.max(at, from);
  return phases;
}

function phaseOf(state: string): keyof ConnectionPhases {
  if (state === 'reconnecting' || state === 'offline') return 'waitedMs';
  if (state === 'connecting') return 'dialledMs';
  return state === 'online' ? 'onlineMs' : 'resumedMs';
}
