import type { Session } from './session.ts';

/** A wish to resume: once begun the log is asked, which for somebody in many rooms is work that others wait behind. */
export interface ResumeTurn {
  readonly begin: () => Promise<void>;
  readonly giveUp: () => void;
}

/** Lets a session ask one thing at a time: of the resumes that come meanwhile the last is next, the others are given up (D14). */
export interface ResumeTurns {
  take(session: Session, turn: ResumeTurn): void;
  /** Whether the one that has begun counts no more, because another came. */
  isOvertaken(session: Session): boolean;
}

export function createResumeTurns(): ResumeTurns {
  /** For each session whose resume has begun, the next. */
  const nextTurns = new Map<Session, ResumeTurn | null>();

  async function run(session: Session, first: ResumeTurn): Promise<void> {
    for (let turn: ResumeTurn | null = first; turn !== null;) {
      nextTurns.set(session, null);
      await turn.begin();
      turn = nextTurns.get(session) ?? null;
      if (session.state.type !== 'closed') continue;
      turn?.giveUp();
      break;
    }
    nextTurns.delete(session);
  }

  return {
    take: (session, turn) => {
      const next = nextTurns.get(session);
      if (next === undefined) {
        void run(session, turn);
        return;
      }
      next?.giveUp();
      nextTurns.set(session, turn);
    },
    isOvertaken: (session) => (nextTurns.get(session) ?? null) !== null,
  };
}
