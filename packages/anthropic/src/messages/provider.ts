import { isObject, type Provider } from "@zoetrope/core";
import type Anthropic from "@anthropic-ai/sdk";
import { isAnthropicClient, resolveClient } from "../client.js";
import { neutralNames, setByTheLibrary } from "./call-params.js";
import { AnthropicCallResponse } from "./call-response.js";
import { convertPrompt } from "./convert-prompt.js";
import { isAnthropicMessage } from "./is-own-message.js";
import { receivedCall, toolCallsOf } from "./message-param.js";
import { fromAnthropicMessage } from "./read-messages.js";
import { messageRequest } from "./request.js";
import { retryTurn } from "./retry-turn.js";
import { sendStream, sendWhole } from "./send.js";
import { AnthropicStream } from "./stream.js";
import { MessagesAdapter } from "./stream-adapter.js";
import { answerForm } from "./structured-request.js";
import { StructuredStream } from "./structured-stream.js";
import { anthropicToolSet, isAnthropicTool, toAnthropicToolChoice, toAnthropicTools } from "./tool.js";
import type { AnthropicTypes } from "./types.js";

/** Anthropic's messages. */
export const messagesProvider: Provider<AnthropicTypes> = {
  name: "anthropic",
  label: "Anthropic",
  clientHas: "messages",
  example: 'anthropicCall("claude-sonnet-5-5")',
  neutralNames,
  aliases: {},
  setByTheLibrary,
  streamParams: [],
  isTool: isAnthropicTool,
  toolSet: anthropicToolSet,
  describeTools: (tools) => toAnthropicTools(tools) ?? [],
  toolChoice: toAnthropicToolChoice,
  answerForm,
  convert: convertPrompt,
  toNeutral: (message) => (isAnthropicMessage(message) ? fromAnthropicMessage(message) : message),
  body: ({ tools, ...parts }) => messageRequest({ ...parts, tools: toAnthropicTools(tools) }),
  explain({ messages, tools = [], ...params }, given) {
    const added = given["max_tokens"] === undefined ? { max_tokens: "which the API demands" } : {};
    return { messages, messagesName: "messages", tools, params: { ...params }, fromPrompt: ["system"], added };
  },
  isClient: isAnthropicClient,
  client: resolveClient,
  sendStream,
  sendWhole,
  adapter: (options) => new MessagesAdapter(options),
  stream: (options) => new AnthropicStream(options),
  response(answer, { createTool, ...context }) {
    const toolCalls = toolCallsOf(answer);
    return new AnthropicCallResponse<unknown>({
      ...context,
      // Checked to have content; what else a server leaves out, the accessors cope with.
      response: answer as unknown as Anthropic.Message,
      toolCalls,
      tools: toolCalls.map((call) => createTool(receivedCall(call))),
    });
  },
  structured: (options) => new StructuredStream(options),
  argumentsOf({ response }, toolName) {
    const call = toolCallsOf({ content: response.content }).find(({ name }) => name === toolName);
    if (!call) return null;
    return isObject(call.input) ? JSON.stringify(call.input) : String(call.input ?? "");
  },
  retryTurn,
};
