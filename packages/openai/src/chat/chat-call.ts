import {
  MissingModelError,
  now,
  toMessages,
  type CallRecord,
  type InvalidTool,
  type Invocation,
  type PromptResult,
  type ReceivedToolCall,
} from "@zoetrope/core";
import type OpenAI from "openai";
import { resolveClient } from "../client.js";
import type { CheckedOptions } from "./call-options.js";
import type { OpenAICallParams } from "./call-params.js";
import { OpenAICallResponse } from "./call-response.js";
import { ChatAdapter } from "./chat-adapter.js";
import { checkToolResults } from "./check-tool-results.js";
import { toOpenAIMessages } from "./convert-messages.js";
import { receivedCall, toolCallsOf } from "./message-param.js";
import { chatRequest, withoutUndefined } from "./request.js";
import { sendStream, sendWhole } from "./send.js";
import { OpenAIStream } from "./stream.js";
import { toOpenAITools } from "./tool.js";
import { mainChoice, messageOf } from "./wire.js";

type MessageParam = OpenAI.ChatCompletionMessageParam;
export type OpenAIPromptResult = PromptResult<MessageParam>;

/** One call: what a decorated function was called with, and what is sent for it. */
export class ChatCall<Tool> {
  readonly #options: CheckedOptions<Tool>;
  readonly #invocation: Invocation<OpenAIPromptResult>;
  readonly #params: OpenAICallParams & { readonly model: string };
  /** A promise while the prompt is one. */
  #messages: MessageParam[] | Promise<MessageParam[]>;

  constructor(options: CheckedOptions<Tool>, invocation: Invocation<OpenAIPromptResult>) {
    const { model, callParams } = options;
    if (model === undefined) {
      throw new MissingModelError(`${invocation.name} has no model. Name one, as in openaiCall("gpt-4o-mini").`);
    }
    this.#options = options;
    this.#invocation = invocation;
    this.#params = { ...withoutUndefined(callParams), model };
    this.#messages = this.#convert(invocation.result);
  }

  stream(): OpenAIStream<Tool> {
    const { limits, acceptMissingFinishReason, signal, decode } = this.#options;
    const adapter = new ChatAdapter({
      limits,
      acceptMissingFinishReason,
      send: async (own) => {
        const body = await this.#body(true);
        const client = await resolveClient(this.#options);
        return sendStream(client, body, { signal: own, decode, eventSize: limits.eventSize });
      },
    });
    return new OpenAIStream<Tool>({
      adapter,
      signal,
      record: () => this.#record(),
      createTool: (call) => this.#createTool(call),
    });
  }

  async response(): Promise<OpenAICallResponse<Tool>> {
    const { signal, decode } = this.#options;
    signal?.throwIfAborted();
    // Ours, because the SDK leaves its listeners on the signal that it is given.
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const body = await this.#body(false);
      const client = await resolveClient(this.#options);
      const startedAt = now();
      const { completion, requestId } = await sendWhole(client, body, { signal: controller.signal, decode });
      const timing = { startedAt, firstChunkAt: null, firstContentAt: null, endedAt: now() };
      const toolCalls = toolCallsOf(messageOf(mainChoice(completion.choices)));
      return new OpenAICallResponse<Tool>({
        // Checked to have choices; what else a server leaves out, the accessors cope with.
        response: completion as unknown as OpenAI.ChatCompletion,
        toolCalls,
        tools: toolCalls.map((call) => this.#createTool(receivedCall(call))),
        record: this.#record(),
        ending: { status: "complete" },
        timing,
        requestId,
      });
    } catch (error) {
      // As in a stream: the caller finds its own reason, and not what the SDK made of it.
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #createTool(call: ReceivedToolCall): Tool | InvalidTool {
    return this.#options.tools.create(call);
  }

  #convert(result: Invocation<OpenAIPromptResult>["result"]): MessageParam[] | Promise<MessageParam[]> {
    const { name } = this.#invocation;
    if (isPromptResult(result)) return toOpenAIMessages(toMessages<MessageParam>(result, name));
    const converted = Promise.resolve(result).then((value) => toOpenAIMessages(toMessages<MessageParam>(value, name)));
    // Given to the first reader; until then, and for a stream that is never read, nobody is to blame for not looking.
    converted.catch(() => undefined);
    return converted;
  }

  async #body(stream: boolean): Promise<OpenAI.ChatCompletionCreateParams> {
    const messages = await this.#messages;
    this.#messages = messages;
    checkToolResults(messages);
    return chatRequest({ params: this.#params, messages, tools: toOpenAITools(this.#options.tools), stream });
  }

  #record(): CallRecord<MessageParam, OpenAICallParams> {
    const { stream_options: _, ...callParams } = this.#params;
    return {
      messages: Array.isArray(this.#messages) ? this.#messages : [],
      callParams,
      promptTemplate: null,
      fnArgs: this.#invocation.fnArgs,
      metadata: this.#options.metadata,
    };
  }
}

function isPromptResult(result: Invocation<OpenAIPromptResult>["result"]): result is OpenAIPromptResult {
  return typeof result !== "object" || result === null || !("then" in result);
}
