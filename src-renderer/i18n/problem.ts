import type { Refusal } from '#shared/domain/refusal.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { CommandFailure } from '#shared/ipc/chat-view.ts';
import type { RpcError } from '#shared/ipc/rpc.ts';
import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import type { ShellError } from '#shared/ipc/shell-api.ts';

/** Everything that can be wrong, from the network to a name. */
export type Problem =
  ChatError | ShellError | RpcError | Refusal | CommandFailure | TopicProblem | ClaimDropped | ServerHoldup;

/** What a room is for, in too many words: told before the client is asked. */
export interface TopicProblem {
  readonly type: 'topic_too_long';
  readonly maxCodePoints: number;
}

/** A device said that it was that person's, and was let in as somebody new. */
export interface ClaimDropped {
  readonly type: 'claim_dropped';
  readonly displayName: string;
}

/** What a problem is about, for its sentence. */
export interface About {
  readonly server: string;
}

/** A sentence for each: a problem without one does not compile. */
export type ProblemSentences = {
  readonly [Type in Problem['type']]: (problem: Extract<Problem, { type: Type }>, about: About) => string;
};

/** The sentence for a problem. What a newer server calls by a name unknown here gets the general one. */
export function sentenceFor(
  words: {
    readonly problems: ProblemSentences;
    readonly otherProblem: (problem: { readonly type: string }, server: string) => string;
  },
  problem: { readonly type: string },
  about: About,
): string {
  if (!Object.hasOwn(words.problems, problem.type)) return words.otherProblem(problem, about.server);
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  const sentence = words.problems[problem.type as Problem['type']] as (problem: unknown, about: About) => string;
  return sentence(problem, about);
}
