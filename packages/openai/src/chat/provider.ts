import type { Provider } from "@zoetrope/core";
import type OpenAI from "openai";
import { isOpenAIClient, resolveClient } from "../client.js";
import { aliases, neutralNames, setByTheLibrary } from "./call-params.js";
import { OpenAICallResponse } from "./call-response.js";
import { ChatAdapter } from "./stream-adapter.js";
import { convertPrompt } from "./convert-prompt.js";
import { isOpenAIMessage } from "./is-own-message.js";
import { receivedCall, toolCallsOf } from "./message-param.js";
import { fromOpenAIMessage } from "./read-messages.js";
import { chatRequest } from "./request.js";
import { retryTurn } from "./retry-turn.js";
import { sendStream, sendWhole } from "./send.js";
import { OpenAIStream } from "./stream.js";
import { answerForm } from "./structured-request.js";
import { StructuredStream } from "./structured-stream.js";
import { isOpenAITool, openAIToolSet, toOpenAIToolChoice, toOpenAITools } from "./tool.js";
import type { OpenAITypes } from "./types.js";
import { mainChoice, messageOf } from "./wire.js";

/** Chat completions. */
export const chatProvider: Provider<OpenAITypes> = {
  name: "openai",
  label: "OpenAI",
  clientHas: "chat.completions",
  example: 'openaiCall("gpt-4o-mini")',
  neutralNames,
  aliases,
  setByTheLibrary,
  streamParams: ["stream_options"],
  isTool: isOpenAITool,
  toolSet: openAIToolSet,
  describeTools: (tools) => toOpenAITools(tools) ?? [],
  toolChoice(choice, tools) {
    const tool_choice = toOpenAIToolChoice(choice, tools);
    return tool_choice === undefined ? {} : { tool_choice };
  },
  answerForm,
  convert: convertPrompt,
  toNeutral: (message) => (isOpenAIMessage(message) ? fromOpenAIMessage(message) : message),
  body: ({ tools, ...parts }) => chatRequest({ ...parts, tools: toOpenAITools(tools) }),
  explain({ messages, tools = [], ...params }, given) {
    const isAsked = Object.hasOwn(Object(given["stream_options"]), "include_usage");
    const added = isAsked ? {} : { stream_options: "include_usage" };
    return { messages, messagesName: "messages", tools, params: { ...params }, added };
  },
  isClient: isOpenAIClient,
  client: resolveClient,
  sendStream,
  sendWhole,
  adapter: (options) => new ChatAdapter(options),
  stream: (options) => new OpenAIStream(options),
  response(completion, { createTool, ...context }) {
    const toolCalls = toolCallsOf(messageOf(mainChoice(completion.choices)));
    return new OpenAICallResponse<unknown>({
      ...context,
      // Checked to have choices; what else a server leaves out, the accessors cope with.
      response: completion as unknown as OpenAI.ChatCompletion,
      toolCalls,
      tools: toolCalls.map((call) => createTool(receivedCall(call))),
    });
  },
  structured: (options) => new StructuredStream(options),
  argumentsOf({ messageParam: { tool_calls: calls = [] } }, toolName) {
    for (const call of calls) {
      if (call.type === "function" && call.function.name === toolName) return call.function.arguments;
    }
    return null;
  },
  retryTurn,
};
