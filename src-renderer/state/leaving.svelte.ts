import type { Question, QuestionAnswer } from '#shared/ipc/shell-api.ts';
import type { ShellCalls } from './calls.ts';

/** What only the person can decide before the window or the program goes. */
export class Leaving {
  readonly #shell: ShellCalls;
  question = $state.raw<Question | null>(null);

  constructor(shell: ShellCalls) {
    this.#shell = shell;
    shell.on('question.asked', (question) => {
      this.question = question;
    });
  }

  answer(answer: QuestionAnswer['answer'], isRemembered: boolean): void {
    this.question = null;
    void this.#shell.call('question.answer', { answer, isRemembered });
  }
}
