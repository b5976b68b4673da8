import { StreamAbortedError } from "../errors.js";
import type { AnswerSource } from "./answer-source.js";
import { inTurn, onePass } from "./one-pass.js";

/**
 * The text of an answer, piece by piece, without the empty ones. Throws `StreamAbortedError`, and leaves the answer, when it is begun
 * anew after some text was handed out: text cannot be taken back.
 */
export function textStream(answer: AnswerSource): AsyncIterableIterator<string, undefined> {
  const pairs = answer.begin();
  /** Which attempt the text handed out is of; null while there is none. */
  let shown: number | null = null;
  const take = async (): Promise<IteratorResult<string, undefined>> => {
    for (;;) {
      const { done, value } = await pairs.next();
      if (shown !== null && answer.attempt() !== shown) {
        shown = null;
        const error = new StreamAbortedError(
          'The answer was begun anew after some of its text was handed out, which cannot be taken back. Use the format "sse", which tells of it, or loop over the stream and watch `attempt`.',
        );
        answer.cancel(error);
        throw error;
      }
      if (done) return { done, value };
      const text = String(value[0]);
      if (text === "") continue;
      shown = answer.attempt();
      return { done: false, value: text };
    }
  };
  return onePass(inTurn(take), (reason) => answer.cancel(reason));
}

/** The same as the body of a response: whatever is no whole answer fails it, so that nobody takes a part for the whole. */
export function wholeTextStream(answer: AnswerSource): AsyncIterableIterator<string, undefined> {
  const texts = textStream(answer);
  const take = async (): Promise<IteratorResult<string, undefined>> => {
    const result = await texts.next();
    if (!result.done) return result;
    const { isComplete, failure } = answer.outcome();
    if (!isComplete) throw failure;
    return result;
  };
  return onePass(take, (reason) => answer.cancel(reason));
}
