/// <reference lib="esnext.disposable" preserve="true" />
import { StreamConsumedError, StreamNotConsumedError, type PartialResponse } from "../errors.js";
import type { StreamEnding } from "./ending.js";
import type { StreamAdapter } from "./stream-adapter.js";
import { StreamReader } from "./stream-reader.js";
import type { StreamState } from "./stream-state.js";
import type { StreamTiming } from "./timing.js";
import type { ToolHandoutOptions } from "./tool-handout.js";

/** A tool call that was not handed out: still open, or left behind by an ending other than complete. */
export interface OpenToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments so far, as they came. */
  readonly arguments: string;
}

export interface BaseStreamOptions<
  Chunk,
  State extends StreamState,
  Tool,
  PartialTool = never,
> extends ToolHandoutOptions<Tool, PartialTool> {
  readonly adapter: StreamAdapter<unknown, Chunk, State>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One answer of a model, while it arrives. Iterate it once:
 *
 * ```ts
 * for await (const [chunk, tool] of stream) process.stdout.write(chunk.content);
 * ```
 *
 * The request is sent at the first read. Leaving the loop in any way closes the connection at once. What arrived stays readable after
 * every ending; errors carry it as `partial`.
 */
export abstract class BaseStream<
  Chunk,
  State extends StreamState,
  Response extends PartialResponse,
  Tool,
  PartialTool = never,
>
  implements AsyncIterable<[chunk: Chunk, tool: Tool | PartialTool | null]>, AsyncDisposable
{
  protected readonly state: State;
  readonly #reader: StreamReader<Chunk, State, Tool, PartialTool>;
  #consumed = false;
  #response: Promise<Response> | null = null;

  constructor(options: BaseStreamOptions<Chunk, State, Tool, PartialTool>) {
    this.state = options.adapter.state;
    this.#reader = new StreamReader<Chunk, State, Tool, PartialTool>(options.adapter, {
      signal: options.signal,
      createTool: options.createTool,
      createPartial: options.createPartial,
      partial: () => this.buildResponse(),
    });
  }

  /** The response from what was gathered so far. */
  protected abstract buildResponse(): Response;

  /** Starts the one pass. Throws `StreamConsumedError` when it was started before. */
  [Symbol.asyncIterator](): AsyncIterableIterator<[chunk: Chunk, tool: Tool | PartialTool | null], undefined> {
    if (this.#consumed) {
      throw new StreamConsumedError(
        "This stream was read before, and a stream has one pass. Keep what you need from the first loop, or call the function again.",
        this.ending?.cause === undefined ? undefined : { cause: this.ending.cause },
      );
    }
    this.#consumed = true;
    const reader = this.#reader;
    return {
      next: () => reader.next(),
      return: () => {
        reader.abort(undefined);
        return Promise.resolve({ done: true, value: undefined });
      },
      throw: (error: unknown) => {
        reader.abort(error);
        return Promise.reject(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Sends the request now, and fails if it is refused. Without it the first read does so. */
  open(): Promise<void> {
    return this.#reader.open();
  }

  /** Stops the stream, whatever it is at: its loops end, its connection closes. After the ending it does nothing. */
  cancel(reason?: unknown): void {
    this.#reader.abort(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  /**
   * Reads what is left, then returns what `constructCallResponse` does. Throws `StreamConsumedError` while a loop waits for a pair: the
   * two would share the pairs between them.
   */
  response(): Promise<Response> {
    if (this.#reader.isWaiting && this.#response === null) {
      const message = "A loop is reading this stream. Call response() in the loop's body, or after the loop.";
      return Promise.reject(new StreamConsumedError(message));
    }
    return (this.#response ??= this.#drain());
  }

  async #drain(): Promise<Response> {
    this.#consumed = true;
    while (!(await this.#reader.next()).done);
    return this.constructCallResponse();
  }

  /**
   * What the same call without `stream` would have returned. Throws `StreamNotConsumedError` before the end; after an ending other
   * than complete that ending's error, unless `partial` asks for what there is.
   */
  constructCallResponse(options?: { readonly partial?: boolean }): Response {
    if (!options?.partial) {
      if (this.ending === null) {
        throw new StreamNotConsumedError(
          "The stream was not read to its end. Loop over it first, or use `await stream.response()`, which reads what is left.",
        );
      }
      if (this.ending.status !== "complete") throw this.#reader.failure;
    }
    return this.buildResponse();
  }

  /** Null until everything was handed out. */
  get ending(): StreamEnding | null {
    return this.#reader.ending;
  }

  get timing(): StreamTiming {
    return { ...this.#reader.timing };
  }

  /** The provider's id of the request; null before its headers came. */
  get requestId(): string | null {
    return this.#reader.requestId;
  }

  /** The text so far, of choice 0, as all that follows. */
  get content(): string {
    return this.state.main.content.toString();
  }

  /** Null when nothing was refused. */
  get refusal(): string | null {
    return this.state.main.refusal.toString() || null;
  }

  /** Null when the provider showed none. */
  get reasoning(): string | null {
    return this.state.main.reasoning.toString() || null;
  }

  /** The tools handed out so far. */
  get tools(): readonly Tool[] {
    return this.#reader.tools;
  }

  /** The calls that are not in `tools`: not yet whole, or never to be, because the stream ended before. */
  get openToolCalls(): readonly OpenToolCall[] {
    return this.state.main.slots.all
      .filter((slot) => !slot.delivered)
      .map((slot) => ({ id: slot.id, name: slot.name, arguments: slot.text }));
  }

  /** One for each choice that finished. */
  get finishReasons(): readonly string[] {
    return this.state.finishReasons;
  }

  /** "" until the provider told it. */
  get model(): string {
    return this.state.model;
  }

  /** "" until the provider told it, or where it tells none. */
  get id(): string {
    return this.state.id;
  }
}
