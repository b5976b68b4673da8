import { StreamAbortedError, type ResponseIssue } from "../errors.js";
import type { StreamEnding } from "../stream/ending.js";
import { orAborted } from "../stream/or-aborted.js";
import type { FailedAnswer } from "./ask-until-valid.js";
import { Attempts, type StructuredAnswer } from "./attempts.js";
import type { Elements } from "./elements.js";
import { judge, validationError, type AnswerText } from "./judge.js";
import { LiveValue } from "./live-value.js";
import type { ResponseModel } from "./response-model.js";

/** The part of a stream that structured output reads. */
export interface StructuredSource<Response extends StructuredAnswer> extends AsyncIterable<
  readonly [chunk: { readonly content: string }, tool: unknown]
> {
  readonly ending: StreamEnding | null;
  /** Grows when the answer begins anew. */
  readonly attempt: number;
  cancel(reason?: unknown): void;
  constructCallResponse(options?: { readonly partial?: boolean }): Response;
}

export interface StructuredReaderOptions<Response extends StructuredAnswer, Source extends StructuredSource<Response>> {
  readonly model: ResponseModel;
  /** How often to ask again for an answer that does not fit. */
  readonly retries: number;
  /** Leave an answer as soon as a closed part of it does not fit. */
  readonly failFast: boolean;
  /** Ends the wait for a schema that validates asynchronously; the streams hear of it by themselves. */
  readonly signal: AbortSignal | undefined;
  /** The value is in the text of the answer. Else `ask` finds it. */
  readonly isInContent: boolean;
  /** Makes the stream of an answer, and tells each piece of the text that holds the value. Sends nothing yet. */
  ask(failed: readonly FailedAnswer<Response>[], onText: (text: string) => void): Source;
  /** The text that holds the value, also of an answer that was left. */
  textOf(response: Response, source: Source): string;
}

/** Reads the answers of one call, one after the other, until one fits. */
export class StructuredReader<Response extends StructuredAnswer, Source extends StructuredSource<Response>> {
  readonly attempts = new Attempts<Response>();
  source!: Source;
  live!: LiveValue;
  /** Told what closes, if somebody wants elements. */
  elements: Elements | null = null;
  readonly #options: StructuredReaderOptions<Response, Source>;
  readonly #failed: FailedAnswer<Response>[] = [];
  #iterator!: AsyncIterator<readonly [chunk: { readonly content: string }, tool: unknown]>;
  #hasChanged = false;
  /** Something of the source's current attempt was read. */
  #hasBegun = false;
  #sourceAttempt = 1;
  /** Answers that began anew when some of them had been read. */
  #restarts = 0;
  #isCancelled = false;
  /** Aborted when the caller left: nothing is waited for any more. */
  readonly #left = new AbortController();
  /** A closed part does not fit, and the answer was left for it. */
  #isBroken = false;
  #outcome: { readonly value: unknown } | { readonly error: unknown } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: StructuredReaderOptions<Response, Source>) {
    this.#options = options;
    this.#begin();
  }

  get model(): ResponseModel {
    return this.#options.model;
  }

  get attempt(): number {
    return this.#failed.length + this.#restarts + 1;
  }

  /**
   * Reads on until the value has changed or an element has closed; false at the end. Throws what ended the reading, once. Calls made at
   * once wait for each other.
   */
  advance(): Promise<boolean> {
    const result = this.#last.then(() => this.#advance());
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The value, at the end. Throws what ended the reading. */
  final(): unknown {
    const outcome = this.#outcome;
    if (outcome && "value" in outcome) return outcome.value;
    throw outcome?.error;
  }

  cancel(reason: unknown): void {
    this.#isCancelled = true;
    this.elements?.clear();
    this.source.cancel(reason);
    this.#left.abort(new StreamAbortedError("The answer was left before it was validated.", { cause: reason }));
  }

  #begin(): void {
    this.live = this.#newLive();
    this.#hasBegun = false;
    this.#sourceAttempt = 1;
    this.source = this.#options.ask(this.#failed, (text) => this.#feed(text));
    this.#iterator = this.source[Symbol.asyncIterator]();
  }

  #newLive(): LiveValue {
    const { model, failFast } = this.#options;
    const live = new LiveValue(model, (path, value) => {
      // The same elements however the answer was cut: what follows the failure in its chunk is none of them.
      if (!failFast || live.issues.length === 0) this.elements?.add(path, value);
    });
    return live;
  }

  #feed(text: string): void {
    this.#noticeRestart();
    if (text !== "") this.#hasBegun = true;
    if (this.live.feed(text)) this.#hasChanged = true;
  }

  /** What was read of an attempt that failed is not the beginning of the next one. */
  #noticeRestart(): void {
    if (this.source.attempt === this.#sourceAttempt) return;
    this.#sourceAttempt = this.source.attempt;
    if (!this.#hasBegun) return;
    this.#hasBegun = false;
    this.#restarts++;
    this.#hasChanged = false;
    this.elements?.clear();
    this.live = this.#newLive();
  }

  async #advance(): Promise<boolean> {
    try {
      while (this.#outcome === null) {
        this.#hasChanged = false;
        if (this.#isBroken) this.#leave();
        const next = await this.#iterator.next();
        // Also where the next attempt has nothing of the value, or has it in another place.
        this.#noticeRestart();
        if (next.done) await this.#settle();
        else {
          if (this.#options.isInContent) this.#feed(next.value[0].content);
          if (this.#options.failFast && this.live.issues.length > 0) {
            this.#isBroken = true;
            this.source.cancel();
            // Elements that closed before the failure, in the same chunk, are handed out first.
            if (!this.elements?.isDue) this.#leave();
          }
        }
        if (this.#hasChanged || this.elements?.isDue) return true;
      }
      return false;
    } catch (error) {
      this.#outcome = { error };
      // Whoever left wants to hear no more of it; `final()` tells.
      if (this.#isCancelled) return false;
      throw error;
    }
  }

  /** The answer is over. */
  async #settle(): Promise<void> {
    // Throws what ended the stream before its end, in the words of the stream.
    const response = this.#constructed();
    if (response === null) return;
    const answer = { response, text: this.#options.textOf(response, this.source) };
    const judging = judge(this.model, answer, this.attempts);
    const { signal } = this.#options;
    const reading = await orAborted(signal ? orAborted(judging, signal) : judging, this.#left.signal);
    if (reading.issues) return this.#fail(reading.issues, answer);
    this.#outcome = { value: reading.value };
    // A text that is no JSON, an answer in another place than expected, or arguments that a server sent twice, were not shown as they are.
    if (JSON.stringify(this.live.value) !== JSON.stringify(reading.input))
      this.#hasChanged = this.live.show(reading.input);
  }

  /** Null where the caller left: their loop ends, and `final()` says why. */
  #constructed(): Response | null {
    try {
      return this.source.constructCallResponse();
    } catch (error) {
      this.#outcome = { error };
      return null;
    }
  }

  /** What is closed does not fit, and nothing that follows can change it. */
  #leave(): void {
    this.#isBroken = false;
    const response = this.source.constructCallResponse({ partial: true });
    const { issues } = this.live;
    this.attempts.add(response, issues);
    this.#fail(issues, { response, text: this.#options.textOf(response, this.source) });
  }

  #fail(issues: readonly ResponseIssue[], answer: AnswerText<Response>): void {
    if (this.#failed.length === this.#options.retries || this.#isCancelled) {
      throw validationError(issues, answer, this.attempts);
    }
    this.#failed.push({ ...answer, issues });
    this.#hasChanged = false;
    this.elements?.clear();
    this.#begin();
  }
}
