import type { Provider } from "@zoetrope/core";
import { asResponse } from "./build-response.js";
import { neutralNames, setByTheLibrary } from "./call-params.js";
import { OpenAIResponsesCallResponse } from "./call-response.js";
import { isOpenAIResponsesClient, resolveResponsesClient } from "./client.js";
import { convertPrompt } from "./convert-prompt.js";
import { isResponsesItem } from "./is-own-message.js";
import { receivedCall } from "./message-param.js";
import { providerName } from "./provider-name.js";
import { fromResponsesItem } from "./read-messages.js";
import { responsesRequest } from "./request.js";
import { retryTurn } from "./retry-turn.js";
import { sendStream, sendWhole } from "./send.js";
import { ResponsesAdapter } from "./stream-adapter.js";
import { OpenAIResponsesStream } from "./stream.js";
import { structuredForm, structuredRequest } from "./structured-request.js";
import { OpenAIResponsesStructuredStream } from "./structured-stream.js";
import { isResponsesTool, responsesToolSet, toResponsesToolChoice, toResponsesTools } from "./tool.js";
import type { OpenAIResponsesTypes } from "./types.js";
import { inputOf, isCall, itemsOf } from "./wire.js";

/** OpenAI's Responses API. */
export const responsesProvider: Provider<OpenAIResponsesTypes> = {
  name: providerName,
  label: "OpenAI Responses",
  clientHas: "responses",
  example: 'openaiResponsesCall("gpt-5-mini")',
  neutralNames,
  aliases: {},
  setByTheLibrary,
  streamParams: ["stream_options"],
  isTool: isResponsesTool,
  toolSet: responsesToolSet,
  describeTools: (tools) => toResponsesTools(tools) ?? [],
  toolChoice(choice, tools) {
    const tool_choice = toResponsesToolChoice(choice, tools);
    return tool_choice === undefined ? {} : { tool_choice };
  },
  answerForm(schema, mode, jsonMode) {
    const request = structuredRequest(schema, mode, jsonMode);
    const { model, tool } = request;
    return {
      model,
      tool: tool && { name: tool.name, definition: tool },
      params: (given, hasTools) => structuredForm(request, given, hasTools),
    };
  },
  convert: convertPrompt,
  toNeutral: (message) => (isResponsesItem(message) ? fromResponsesItem(message) : message),
  body: ({ tools, ...parts }) => responsesRequest({ ...parts, tools: toResponsesTools(tools) }),
  explain({ input, tools = [], ...params }) {
    // A list, because `body` makes one.
    return { messages: Array.isArray(input) ? input : [], messagesName: "input", tools, params: { ...params } };
  },
  isClient: isOpenAIResponsesClient,
  client: resolveResponsesClient,
  sendStream,
  sendWhole,
  adapter: (options) => new ResponsesAdapter(options),
  stream: (options) => new OpenAIResponsesStream(options),
  response(answer, { createTool, ...context }) {
    const response = asResponse(answer);
    // Read as JSON again, because servers leave out what the type promises.
    const calls = itemsOf(response as unknown as typeof answer).filter(isCall);
    return new OpenAIResponsesCallResponse<unknown>({
      ...context,
      response,
      tools: calls.map((call) => createTool(receivedCall(call))),
    });
  },
  structured: (options) => new OpenAIResponsesStructuredStream(options),
  argumentsOf({ response }, toolName) {
    const items = itemsOf(response as unknown as Readonly<Record<string, unknown>>);
    const called = items.find((item) => isCall(item) && item.name === toolName);
    return called ? inputOf(called) : null;
  },
  retryTurn,
};
