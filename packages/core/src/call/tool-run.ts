/// <reference lib="esnext.disposable" preserve="true" />
import { currentContext, runInContext } from "../context/call-context.js";
import type { Budget } from "../cost/budget.js";
import { runCost } from "../cost/run-cost.js";
import { BudgetExceededError, StreamConsumedError, ToolCallError } from "../errors.js";
import { orAborted } from "../stream/or-aborted.js";
import type { ToolCall } from "../tool/tool-call.js";
import { callTools, type RunnableTool, type ToolOutcome } from "./call-tools.js";

/** What a response must have for its tools to be run and answered: every provider's has it. */
export interface AnswerWithTools<Message> {
  readonly tools: readonly RunnableTool[];
  readonly messageParam: Message;
  toolMessageParams(
    outputs: readonly (readonly [tool: { readonly toolCall: ToolCall }, output?: unknown])[],
  ): readonly Message[];
}

/** What a stream must have for that: every provider's has it. */
export interface StreamedAnswer<Chunk, Tool, Response> extends AsyncIterable<[chunk: Chunk, tool: Tool]> {
  cancel(reason?: unknown): void;
  constructCallResponse(options?: { readonly partial?: boolean }): Response;
}

/** One answer of the model, and what came of the tools that it called. */
export interface ToolTurn<Response extends AnswerWithTools<unknown>> {
  /** Counted from 1. */
  readonly turn: number;
  readonly response: Response;
  /** In the order of `response.tools`. */
  readonly outcomes: readonly ToolOutcome<Response["tools"][number]>[];
}

interface Ended<Message, Response extends AnswerWithTools<unknown>> {
  /** The whole history: what was given, and of each turn the answer and what its tools returned. It can be sent as it is. */
  readonly messages: Message[];
  /** The turns that are whole. */
  readonly turns: readonly ToolTurn<Response>[];
}

/**
 * How a run ended:
 * - `done`: the last answer calls no tools;
 * - `maxTurns`: it does, but there were turns enough; their outputs are in `messages`;
 * - `aborted`: the signal, `cancel`, or the reader stopped it. `cause` is why, and `response` the answer that was being read, as far as
 *   it had come, else the last one. An answer that was not whole is not in `messages`; a tool that was left is answered there with
 *   an error;
 * - `budget`: a budget of the run or of its calls stopped it, likewise; `cause` is the `BudgetExceededError`.
 */
export type ToolRunResult<Message, Response extends AnswerWithTools<unknown>> = Ended<Message, Response> &
  (
    | { readonly reason: "done" | "maxTurns"; readonly response: Response }
    | { readonly reason: "aborted"; readonly response: Response | null; readonly cause: unknown }
    | { readonly reason: "budget"; readonly response: Response | null; readonly cause: BudgetExceededError }
  );

export interface ToolRunOptions<Message, Chunk, Tool, Response extends AnswerWithTools<Message>> {
  call(history: Message[]): StreamedAnswer<Chunk, Tool, Response> | PromiseLike<Response & Chunk>;
  readonly input: readonly Message[];
  readonly budgets: readonly Budget[];
  readonly maxTurns: number;
  /** How many tools run at once. */
  readonly parallel: number;
  readonly signal: AbortSignal | undefined;
  readonly onTurn: ((turn: ToolTurn<Response>) => unknown) | undefined;
}

/** A model and its tools at work. Nothing happens before it is read: by a loop over its pairs, once, or by `result()`. */
export class ToolRun<Message, Chunk, Tool, Response extends AnswerWithTools<Message>>
  implements AsyncIterable<[chunk: Chunk, tool: Tool | null, turn: number]>, AsyncDisposable
{
  readonly #options: ToolRunOptions<Message, Chunk, Tool, Response>;
  readonly #messages: Message[];
  readonly #turns: ToolTurn<Response>[] = [];
  /** Those whose tools still run included. */
  readonly #answers: Response[] = [];
  readonly #pairs: AsyncGenerator<[chunk: Chunk, tool: Tool | null, turn: number], undefined>;
  /** Ours: tools see it, and it is aborted when the reader leaves, too. */
  readonly #controller = new AbortController();
  #consumed = false;
  #reading: StreamedAnswer<Chunk, Tool, Response> | null = null;
  #response: Response | null = null;
  #reason: "done" | "maxTurns" | "aborted" | null = null;
  /** What stopped the run, where a budget did. */
  #budgetError: BudgetExceededError | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(options: ToolRunOptions<Message, Chunk, Tool, Response>) {
    this.#options = options;
    this.#messages = [...options.input];
    this.#pairs = this.#run();
  }

  /** The pairs of all turns, and the turn that each belongs to. Throws `StreamConsumedError` when they were read before. */
  [Symbol.asyncIterator](): AsyncIterableIterator<[chunk: Chunk, tool: Tool | null, turn: number], undefined> {
    if (this.#consumed) {
      throw new StreamConsumedError(
        "This run was read before, and a run has one pass. `await run.result()` tells how it ended.",
      );
    }
    this.#consumed = true;
    const pairs = this.#pairs;
    return {
      next: () => pairs.next(),
      return: () => {
        // First, because a generator does not hear of a reader who leaves before what it waits for is there.
        this.cancel();
        return pairs.return(undefined);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** The whole history so far, fit to be sent: also after an error, when there is no result. */
  get messages(): Message[] {
    return [...this.#messages];
  }

  /** What all answers so far have cost, in US dollars, that of the stream that is read included. Null where one of them is unknown. */
  get cost(): number | null {
    return runCost(this.#answers, this.#reading);
  }

  /** Reads what is left, then tells how the run ended. Throws what a loop over it throws. */
  async result(): Promise<ToolRunResult<Message, Response>> {
    this.#consumed = true;
    while (!(await this.#pairs.next()).done);
    if (this.#failure) throw this.#failure.error;
    const [reason, response] = [this.#reason, this.#response];
    const ended = { messages: this.messages, turns: [...this.#turns] };
    if (reason !== "aborted" && reason !== null && response !== null) return { ...ended, reason, response };
    const partial = this.#reading?.constructCallResponse({ partial: true });
    const budgetError = this.#budgetError;
    if (budgetError) return { ...ended, reason: "budget", response: partial ?? response, cause: budgetError };
    return { ...ended, reason: "aborted", response: partial ?? response, cause: this.#controller.signal.reason };
  }

  /** Stops the run, whatever it is at: its loop ends, its connection closes, its tools are left. */
  cancel(reason?: unknown): void {
    if (this.#reason !== null || this.#failure) return;
    this.#reason = "aborted";
    // Here, too: a run that was left between two pairs is never read to its end.
    this.#unlisten();
    this.#controller.abort(reason);
    this.#reading?.cancel(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  async *#run(): AsyncGenerator<[chunk: Chunk, tool: Tool | null, turn: number], undefined> {
    const { signal, maxTurns, onTurn, call, budgets } = this.#options;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
    try {
      for (let turn = 1; this.#reason === null; turn++) {
        let response: Response;
        try {
          const answer = runInContext({ budgets: [...currentContext().budgets, ...budgets] }, () =>
            call([...this.#messages]),
          );
          if ("then" in answer) {
            const whole = await orAborted(answer, this.#controller.signal);
            yield [whole, null, turn];
            response = whole;
          } else {
            this.#reading = answer;
            for await (const [chunk, tool] of answer) yield [chunk, tool, turn];
            if (this.#isStopped) return;
            response = answer.constructCallResponse();
            this.#reading = null;
          }
        } catch (error) {
          // A request that breaks when it is torn down is no news.
          if (this.#isStopped) return;
          if (!BudgetExceededError.isInstance(error)) throw error;
          this.#budgetError = error;
          return;
        }
        this.#response = response;
        this.#answers.push(response);
        const done = await this.#finishTurn(turn, response);
        if (done.outcomes.length === 0) this.#reason ??= "done";
        else if (turn === maxTurns) this.#reason ??= "maxTurns";
        if (onTurn) await this.#unlessStopped(onTurn(done));
      }
    } catch (error) {
      this.#failure = { error };
      throw error;
    } finally {
      this.#unlisten();
    }
  }

  readonly #onAbort = (): void => this.cancel(this.#options.signal?.reason);

  #unlisten(): void {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }

  /** The compiler believes that nothing can have happened while a generator waited. */
  get #isStopped(): boolean {
    return this.#reason === "aborted";
  }

  /** What it throws ends the run; a run that was stopped waits for nothing. */
  async #unlessStopped(told: unknown): Promise<void> {
    try {
      await orAborted(Promise.resolve(told), this.#controller.signal);
    } catch (error) {
      if (!this.#isStopped) throw error;
    }
  }

  async #finishTurn(turn: number, response: Response): Promise<ToolTurn<Response>> {
    const { signal } = this.#controller;
    const called = await callTools(response.tools, { signal, limit: this.#options.parallel });
    // The tools of this response, and what they returned.
    const outcomes = called.map((outcome) => sendable(response, outcome)) as ToolOutcome<Response["tools"][number]>[];
    // All at once: some providers take the answers to one turn's calls in one message only.
    const answers = response.toolMessageParams(outcomes.map(answered));
    this.#messages.push(response.messageParam, ...answers);
    const done = { turn, response, outcomes };
    this.#turns.push(done);
    return done;
  }
}

/** An output that no message can hold (a circle, a bigint) is an error like any other. */
function sendable(response: AnswerWithTools<unknown>, outcome: ToolOutcome): ToolOutcome {
  const { tool } = outcome;
  try {
    response.toolMessageParams([answered(outcome)]);
    return outcome;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const error = new ToolCallError(`What the tool "${tool.toolCall.name}" returned cannot be sent: ${why}`, { cause });
    return { tool, output: undefined, error };
  }
}

/** What a call is answered with. */
function answered({ tool, output, error }: ToolOutcome): readonly [tool: RunnableTool, output: unknown] {
  return [tool, error ?? output];
}
