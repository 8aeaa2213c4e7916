import type { Result } from '#shared/result.ts';
import type { ClaimDropped } from '../i18n/problem.ts';
import type { ChatCalls } from './calls.ts';

/** What a problem is about, where its sentence names it. */
export interface ProblemSubject {
  readonly name: string;
}

export interface ToldProblem {
  readonly key: number;
  readonly problem: { readonly type: string };
  readonly about: ProblemSubject | undefined;
}

const maxTold = 3;

/** What went wrong with something done by one click, which has no form to say it in. It stays until it is dismissed. */
export class Problems {
  #lastKey = 0;
  list = $state.raw<readonly ToldProblem[]>([]);

  constructor(chat: Pick<ChatCalls, 'on'>) {
    chat.on('claim.dropped', ({ serverName, displayName }) => {
      const dropped: ClaimDropped = { type: 'claim_dropped', displayName };
      this.tell(dropped, { name: serverName });
    });
  }

  /** Told again, it stands last and once. */
  tell(problem: { readonly type: string }, about?: ProblemSubject): void {
    const others = this.list.filter((told) => told.problem.type !== problem.type || told.about?.name !== about?.name);
    this.#lastKey += 1;
    this.list = [...others, { key: this.#lastKey, problem, about }].slice(-maxTold);
  }

  dismiss({ key }: ToldProblem): void {
    this.list = this.list.filter((told) => told.key !== key);
  }

  /** Tells what is wrong with what was asked, if anything is, and comes back with the answer. */
  async watch<Answer extends Result<unknown, { readonly type: string }>>(
    asked: Promise<Answer>,
    about?: ProblemSubject,
  ): Promise<Answer> {
    const answer = await asked;
    if (!answer.ok) this.tell(answer.error, about);
    return answer;
  }
}
