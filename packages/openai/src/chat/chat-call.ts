import {
  andThen,
  isPromiseLike,
  now,
  orAborted,
  type BaseStreamOptions,
  type CallRecord,
  type InvalidTool,
  type Invocation,
  type MaybePromise,
  type ReceivedToolCall,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { resolveClient } from "../client.js";
import type { CheckedOptions } from "./call-options.js";
import type { SentParams } from "./call-params.js";
import { OpenAICallResponse } from "./call-response.js";
import { ChatAdapter } from "./chat-adapter.js";
import type { ChatState } from "./chat-state.js";
import { receivedCall, toolCallsOf } from "./message-param.js";
import { prepareCall, type OpenAIPromptResult, type PreparedCall } from "./prepare-call.js";
import { chatRequest } from "./request.js";
import { sendStream, sendWhole } from "./send.js";
import { OpenAIStream } from "./stream.js";
import { toOpenAITools } from "./tool.js";
import { mainChoice, messageOf } from "./wire.js";

/** One call: what a decorated function was called with, and what is sent for it. */
export class ChatCall<Tool> {
  readonly #options: CheckedOptions<Tool>;
  readonly #fnArgs: readonly unknown[];
  /** A promise while the prompt is one. */
  #prepared: MaybePromise<PreparedCall<Tool>>;

  constructor(options: CheckedOptions<Tool>, fnArgs: readonly unknown[], prepared: MaybePromise<PreparedCall<Tool>>) {
    this.#options = options;
    this.#fnArgs = fnArgs;
    this.#prepared = prepared;
    // Given to the first reader. Until then, and for a stream that is never read, nobody is to blame for not looking.
    if (isPromiseLike(this.#prepared))
      this.#prepared.then(
        (ready) => (this.#prepared = ready),
        () => undefined,
      );
  }

  static of<Tool>(options: CheckedOptions<Tool>, invocation: Invocation<OpenAIPromptResult>): ChatCall<Tool> {
    return new ChatCall(options, invocation.fnArgs, prepareCall(options, invocation));
  }

  /** The same call with these messages behind its own. */
  withMessages(more: readonly OpenAI.ChatCompletionMessageParam[]): ChatCall<Tool> {
    if (more.length === 0) return this;
    const prepared = andThen(this.#prepared, (ready) => ({ ...ready, messages: [...ready.messages, ...more] }));
    return new ChatCall(this.#options, this.#fnArgs, prepared);
  }

  stream<PartialTool = never>(
    createPartial?: BaseStreamOptions<unknown, ChatState, Tool, PartialTool>["createPartial"],
  ): OpenAIStream<Tool, PartialTool> {
    const { limits, acceptMissingFinishReason, signal, decode } = this.#options;
    const adapter = new ChatAdapter({
      limits,
      acceptMissingFinishReason,
      open: async (own) => {
        const prepared = await this.#prepared;
        const client = await resolveClient(prepared.client);
        return sendStream(client, bodyOf(prepared, true), { signal: own, decode, eventSize: limits.eventSize });
      },
    });
    return new OpenAIStream<Tool, PartialTool>({
      adapter,
      signal,
      record: () => this.#record(),
      createTool: (call) => this.#createTool(call),
      createPartial,
    });
  }

  async response(): Promise<OpenAICallResponse<Tool>> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    // Ours, because the SDK leaves its listeners on the signal that it is given.
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      // A prompt that is pending listens to no signal.
      return await orAborted(this.#receive(controller.signal), controller.signal);
    } catch (error) {
      // As in a stream: the caller finds its own reason, and not what the SDK made of it.
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #receive(signal: AbortSignal): Promise<OpenAICallResponse<Tool>> {
    const prepared = await this.#prepared;
    const client = await resolveClient(prepared.client);
    signal.throwIfAborted();
    const startedAt = now();
    const answer = await sendWhole(client, bodyOf(prepared, false), { signal, decode: this.#options.decode });
    return this.#whole(answer.completion, startedAt, answer.requestId);
  }

  /** What was asked, once the prompt is there. */
  get prepared(): MaybePromise<PreparedCall<Tool>> {
    return this.#prepared;
  }

  /** The body that is sent first, exactly. */
  async request(): Promise<OpenAI.ChatCompletionCreateParams> {
    return bodyOf(await this.#prepared, this.#options.stream);
  }

  #whole(completion: SentParams, startedAt: number, requestId: string | null): OpenAICallResponse<Tool> {
    const toolCalls = toolCallsOf(messageOf(mainChoice(completion.choices)));
    return new OpenAICallResponse<Tool>({
      // Checked to have choices; what else a server leaves out, the accessors cope with.
      response: completion as unknown as OpenAI.ChatCompletion,
      toolCalls,
      tools: toolCalls.map((call) => this.#createTool(receivedCall(call))),
      record: this.#record(),
      ending: { status: "complete" },
      timing: { startedAt, firstChunkAt: null, firstContentAt: null, endedAt: now() },
      requestId,
    });
  }

  #createTool(call: ReceivedToolCall): Tool | InvalidTool {
    const { tools } = isPromiseLike(this.#prepared) ? this.#options : this.#prepared;
    return tools.create(call);
  }

  #record(): CallRecord<OpenAI.ChatCompletionMessageParam, SentParams> {
    if (isPromiseLike(this.#prepared)) {
      const { metadata } = this.#options;
      return { messages: [], callParams: {}, promptTemplate: null, fnArgs: this.#fnArgs, metadata };
    }
    const { messages, params, promptTemplate, metadata } = this.#prepared;
    const { stream_options: _, ...callParams } = params;
    return { messages, callParams, promptTemplate, fnArgs: this.#fnArgs, metadata };
  }
}

function bodyOf<Tool>(
  { params, messages, tools, form }: PreparedCall<Tool>,
  stream: boolean,
): OpenAI.ChatCompletionCreateParams {
  return chatRequest({ params, messages, tools: toOpenAITools(tools), form, stream });
}
