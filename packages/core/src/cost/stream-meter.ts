import { text } from "../json/json-object.js";
import { BaseCallResponse } from "../response/base-call-response.js";
import type { Usage } from "../response/usage.js";
import type { StreamStatus } from "../stream/ending.js";
import type { CallEvent, Middleware } from "../stream/middleware.js";
import type { StreamState } from "../stream/stream-state.js";
import { BudgetAccount, isCount, type BudgetedRequest } from "./budget-account.js";
import type { Budget } from "./budget.js";
import { estimateTokens, tokensOf } from "./estimate-tokens.js";

/** A stream, for whoever counts what it spends: what was gathered of the attempt that is read. */
export interface MeteredStream {
  state(): StreamState;
  usage(): Usage | null;
}

/**
 * Counts what a stream spends, chunk by chunk, and stops it by what it throws. It is one of the stream's observers, so that a stream
 * without a budget pays nothing for it.
 */
export class StreamMeter implements Middleware {
  #stream: MeteredStream | null = null;
  /** Of the call that this one is a fallback of. */
  #inherited: readonly Budget[] = [];
  #successor: StreamMeter | null = null;
  #count: LiveCount | null = null;

  watch(stream: MeteredStream): void {
    this.#stream = stream;
  }

  /** Before a request is sent. Throws what refuses it. */
  admit(request: BudgetedRequest): void {
    const budgets = [...new Set([...this.#inherited, ...request.budgets])];
    this.#count = budgets.length === 0 ? null : new LiveCount(new BudgetAccount({ ...request, budgets }));
  }

  /** This is the stream of a fallback, which is read in place of the one that failed: its budgets hold on. */
  goOnFrom(failed: StreamMeter, budgets: readonly Budget[]): void {
    this.#stream = failed.#stream;
    this.#inherited = [...failed.#inherited, ...budgets];
    failed.#successor = this;
  }

  onEvent(event: CallEvent): void {
    if (event.type === "chunk" && this.#stream !== null) this.#count?.add(event.chunk, this.#stream);
    else if (event.type === "end") this.#close(event.response, event.ending.status);
    else if (event.type === "error") this.#close(event.response, "failed");
    else if (event.type === "retry") this.#close(event.failed.response, "failed");
    this.#successor?.onEvent(event);
  }

  #close(response: unknown, status: StreamStatus): void {
    this.#count?.close(response, status);
    this.#count = null;
  }
}

/** What one request of a stream spends. */
class LiveCount {
  readonly #account: BudgetAccount;
  /** The provider's last report, as it came. */
  #report: unknown = null;
  #usage: Usage | null = null;
  /** Of the answer, estimated: what came since that report. */
  #tokens = 0;
  #characters = 0;
  #hasBegun = false;

  constructor(account: BudgetAccount) {
    this.#account = account;
  }

  /** Throws when that is too much. */
  add(chunk: unknown, stream: MeteredStream): void {
    this.#hasBegun = true;
    const state = stream.state();
    const characters = charactersOf(state);
    const words = wordsOf(chunk);
    this.#tokens += estimateTokens(words) + tokensOf(Math.max(0, characters - this.#characters - words.length));
    this.#characters = characters;
    if (state.usage !== this.#report) {
      this.#report = state.usage;
      this.#usage = stream.usage();
      // What was reported holds all that had come by then.
      if (isCount(this.#usage?.outputTokens)) this.#tokens = 0;
    }
    // What the provider says that it charges holds until more text comes.
    const cost = this.#tokens === 0 ? this.#usage?.reportedCost : undefined;
    this.#account.enter(this.#usage, this.#outputTokens, isCount(cost) ? cost : null);
  }

  close(response: unknown, status: StreamStatus): void {
    // What failed before anything of it came was refused, most likely, and is not charged.
    if (status === "failed" && !this.#hasBegun) return this.#account.drop();
    const { commonUsage: usage = null, cost = null } = response instanceof BaseCallResponse ? response : {};
    this.#account.close({ usage, cost, outputTokens: this.#outputTokens, isComplete: status === "complete" });
  }

  get #outputTokens(): number {
    const reported = this.#usage?.outputTokens;
    return (isCount(reported) ? reported : 0) + this.#tokens;
  }
}

/** All that was gathered, of every choice. */
function charactersOf(state: StreamState): number {
  let characters = 0;
  for (const { content, reasoning, refusal, slots } of new Set([state.main, ...state.choices.values()])) {
    // Joined, but not read: to measure a text costs the same at any length.
    characters += content.toString().length + reasoning.toString().length + refusal.toString().length;
    for (const slot of slots.all) characters += slot.name.length + slot.text.length;
  }
  return characters;
}

function wordsOf(chunk: unknown): string {
  const { content, reasoning }: { content?: unknown; reasoning?: unknown } = Object(chunk);
  return (text(content) ?? "") + (text(reasoning) ?? "");
}
