import type { StartProblem } from '#shared/ipc/start-problem.ts';

/** A sentence for each reason why the chat or the server of this computer does not start. */
export type StartSentences = {
  readonly [Type in StartProblem['type']]: (problem: Extract<StartProblem, { type: Type }>) => string;
};

export function startSentence(sentences: StartSentences, problem: StartProblem): string {
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  return (sentences[problem.type] as (problem: StartProblem) => string)(problem);
}
