/// <reference lib="esnext.disposable" preserve="true" />
import { StreamConsumedError, type ResponseAttempt, type ResponseIssue, type TokenCounts } from "../errors.js";
import type { StructuredAnswer } from "./attempts.js";
import type { DeepPartial } from "./deep-partial.js";
import { Elements } from "./elements.js";
import type { JsonPath } from "./json-value.js";
import type { ElementAt, ResponseSchema, SchemaInput, SchemaOutput } from "./response-schema.js";
import { StructuredReader, type StructuredReaderOptions, type StructuredSource } from "./structured-reader.js";

/**
 * A value while it arrives. Iterate it once; what is yielded is live: one object, which grows.
 *
 * ```ts
 * for await (const book of stream) console.log(book.title);
 * const book = await stream.final();
 * ```
 *
 * A field that was shown stays; strings may still grow, everything else appears when it is complete. The values are the model's, before
 * validation: `final()` has the validated one. The request is sent at the first read, and leaving in any way closes the connection.
 */
export abstract class BaseStructuredStream<
  Schema extends ResponseSchema,
  Response extends StructuredAnswer,
  Source extends StructuredSource<Response>,
>
  implements AsyncIterable<DeepPartial<SchemaInput<Schema>>>, AsyncDisposable
{
  readonly #reader: StructuredReader<Response, Source>;
  #consumed = false;

  constructor(options: StructuredReaderOptions<Response, Source>) {
    this.#reader = new StructuredReader(options);
  }

  /** Starts the one pass. It throws what `final()` throws. Throws `StreamConsumedError` when it was started before. */
  [Symbol.asyncIterator](): AsyncIterableIterator<DeepPartial<SchemaInput<Schema>>, undefined> {
    return this.#pass(async () => {
      if (!(await this.#reader.advance())) return null;
      // As typed as what a model sends can be before it is whole: see above.
      return { value: this.#reader.live.value as DeepPartial<SchemaInput<Schema>> };
    });
  }

  /**
   * The one pass over the elements of an array (by default the whole value, else what stands at a path like `"book.chapters"`), each when
   * it is closed, validated and transformed. One that does not fit is not yielded; the pass then ends as `final()` does. With `retry`, the
   * elements of the next answer follow those of the one that failed: `attempt` tells. Throws `CallOptionsError` where the schema has no array.
   */
  elements<const Path extends string = "">(
    path?: Path,
  ): AsyncIterableIterator<ElementAt<SchemaOutput<Schema>, Path>, undefined> {
    const elements = new Elements(this.#reader.model.zod, path ?? "");
    const pass = this.#pass(async () => {
      for (let more = true; ; more = await this.#reader.advance()) {
        const next = await elements.next();
        // Made by the schema that the type was read from.
        if (next) return { value: next.value as ElementAt<SchemaOutput<Schema>, Path> };
        if (!more) return null;
      }
    });
    this.#reader.elements = elements;
    return pass;
  }

  /**
   * Reads what is left, and returns the validated value. Throws `RefusalError`, `ContentFilterError`, `OutputTruncatedError` or
   * `ResponseValidationError`, each with the response; or what the stream underneath ended with.
   */
  async final(): Promise<SchemaOutput<Schema>> {
    this.#consumed = true;
    while (await this.#reader.advance());
    // Made by the schema that the type was read from.
    return this.#reader.final() as SchemaOutput<Schema>;
  }

  /** A copy of the value so far, which does not grow. Undefined before anything is known. Costs the size of the value. */
  snapshot(): DeepPartial<SchemaInput<Schema>> | undefined {
    return this.#reader.live.snapshot() as DeepPartial<SchemaInput<Schema>> | undefined;
  }

  /** Whether a part (`"author.name"`, or a list of keys; `""` is the whole) is there and nothing more of it will come. */
  isDone(path: string | JsonPath): boolean {
    return this.#reader.live.isDone(path);
  }

  /** What is wrong with the parts that are closed, of the current answer. Not yet a failure: that is told at the end. */
  get issues(): readonly ResponseIssue[] {
    return [...this.#reader.live.issues];
  }

  /** The stream underneath, of the current attempt. */
  get source(): Source {
    return this.#reader.source;
  }

  /** Which answer this is: 1, and one more each time that `retry` asks again. The value begins anew then. */
  get attempt(): number {
    return this.#reader.attempt;
  }

  /** The answers that are over. */
  get attempts(): readonly ResponseAttempt<Response>[] {
    return [...this.#reader.attempts.list];
  }

  /** Summed over the answers that are over. */
  get usage(): TokenCounts | null {
    return this.#reader.attempts.usage;
  }

  /** Summed over the answers that are over, in US dollars; null where one of them is unknown. */
  get cost(): number | null {
    return this.#reader.attempts.cost;
  }

  /** Stops, whatever it is at: loops end, the connection closes. */
  cancel(reason?: unknown): void {
    this.#reader.cancel(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  #pass<T>(take: () => Promise<{ readonly value: T } | null>): AsyncIterableIterator<T, undefined> {
    if (this.#consumed) {
      throw new StreamConsumedError(
        "This stream was read before, and a stream has one pass. Keep what you need from the first loop: final() still gives the value.",
      );
    }
    this.#consumed = true;
    // Calls of next() made at once wait for each other; a return() waits for none of them.
    let last: Promise<unknown> = Promise.resolve();
    return {
      next: () => {
        const result = last
          .then(take)
          .then((taken): IteratorResult<T, undefined> =>
            taken ? { done: false, value: taken.value } : { done: true, value: undefined },
          );
        last = result.catch(() => undefined);
        return result;
      },
      return: () => {
        this.cancel();
        return Promise.resolve({ done: true, value: undefined });
      },
      throw: (error: unknown) => {
        this.cancel(error);
        return Promise.reject(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
