import { checkBudget, type BudgetOption } from "../cost/budget.js";
import { CallOptionsError } from "../errors.js";
import { ToolRun, type AnswerWithTools, type StreamedAnswer, type ToolTurn } from "./tool-run.js";

const defaultTurns = 10;

export interface RunToolsOptions<Response extends AnswerWithTools<unknown>> {
  /**
   * How much the whole run may spend, its tools' own calls not included, or a `Budget` that it shares with other calls. The run then ends with
   * the reason `budget`; it throws nothing. Budgets of the call itself hold, too.
   */
  readonly budget?: BudgetOption;
  /** How many answers of the model there may be. Default 10: a model that goes on calling tools costs money with each. */
  readonly maxTurns?: number;
  /** Stops the run, whatever it is at. The run then ends with the reason `aborted`; it throws nothing. */
  readonly signal?: AbortSignal;
  /** Whether the tools of one answer run at once (the default), one after the other, or so many at once. */
  readonly parallel?: boolean | number;
  /** Told each turn when its tools have run, and awaited. What it throws ends the run. */
  readonly onTurn?: (turn: ToolTurn<Response>) => unknown;
}

/**
 * Lets a model work with its tools until it answers without calling any: each answer and what its tools returned go into the history,
 * and the history goes back to the model.
 *
 * ```ts
 * const ask = openaiCall("gpt-4o-mini", { stream: true, tools: [Search, Weather] })((history: ChatCompletionMessageParam[]) => history);
 * const run = runTools(ask, [{ role: "user", content: "What is the weather where Ada Lovelace was born?" }]);
 * for await (const [chunk] of run) process.stdout.write(chunk.content);
 * const { reason, messages } = await run.result();
 * ```
 *
 * `call` is any function that makes an answer of a history, decorated or around a decorated one; what it adds to the history (a system
 * message, say) is not kept in it. The pairs are those of its streams, turn by turn; a call without `stream` gives its response in
 * place of a chunk, once a turn.
 *
 * Tools run when the answer that calls them is whole. Whatever goes wrong with one (arguments that do not fit, an unknown name, a throw)
 * is told to the model as that call's result. A tool that returns nothing is answered with an empty text. A tool gets a `ToolContext`
 * with a signal as the argument of `call()`; one that does not listen to it is left when the run is stopped, and goes on unheard.
 * So does a request without `stream`: give its call the same signal.
 *
 * What the call throws (a refused request, a broken stream), the loop and `result()` throw. Throws `CallOptionsError` for options that
 * make no sense.
 */
export function runTools<Message, Chunk, Tool, Response extends AnswerWithTools<Message>>(
  call: (history: Message[]) => StreamedAnswer<Chunk, Tool, Response>,
  input: readonly NoInfer<Message>[],
  options?: RunToolsOptions<Response>,
): ToolRun<Message, Chunk, Tool, Response>;
export function runTools<Message, Response extends AnswerWithTools<Message>>(
  call: (history: Message[]) => PromiseLike<Response>,
  input: readonly NoInfer<Message>[],
  options?: RunToolsOptions<Response>,
): ToolRun<Message, Response, null, Response>;
export function runTools<Message, Chunk, Tool, Response extends AnswerWithTools<Message>>(
  call: (history: Message[]) => StreamedAnswer<Chunk, Tool, Response> | PromiseLike<Response & Chunk>,
  input: readonly NoInfer<Message>[],
  options: RunToolsOptions<Response> = {},
): ToolRun<Message, Chunk, Tool, Response> {
  const { budget, maxTurns = defaultTurns, parallel = true, signal, onTurn, ...others } = options;
  const other = Object.keys(others)[0];
  if (other !== undefined) {
    throw new CallOptionsError(
      `"${other}" is no option of runTools. There are: budget, maxTurns, onTurn, parallel, signal.`,
    );
  }
  if (!isCount(maxTurns))
    throw new CallOptionsError(`maxTurns is ${maxTurns}, and must be a whole number of at least 1.`);
  if (typeof parallel !== "boolean" && !isCount(parallel)) {
    throw new CallOptionsError(`parallel is ${parallel}, and must be true, false or a whole number of at least 1.`);
  }
  const limit = parallel === true ? Number.POSITIVE_INFINITY : Number(parallel || 1);
  const budgets = budget === undefined ? [] : [checkBudget(budget)()];
  return new ToolRun({ call, input, budgets, maxTurns, parallel: limit, signal, onTurn });
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1;
}
