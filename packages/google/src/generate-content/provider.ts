import { objects, type Provider } from "@zoetrope/core";
import { neutralNames, setByTheLibrary } from "./call-params.js";
import { GoogleCallResponse } from "./call-response.js";
import { isGoogleClient, resolveClient } from "./client.js";
import { convertPrompt } from "./convert-prompt.js";
import { argumentsOf, isCall, receivedCalls } from "./function-calls.js";
import { isGoogleMessage } from "./is-own-message.js";
import { fromGoogleMessage } from "./read-messages.js";
import { googleRequest } from "./request.js";
import { retryTurn } from "./retry-turn.js";
import { sendStream, sendWhole } from "./send.js";
import { GenerateContentAdapter } from "./stream-adapter.js";
import { GoogleStream } from "./stream.js";
import { answerForm } from "./structured-request.js";
import { StructuredStream } from "./structured-stream.js";
import { googleToolSet, isGoogleTool, toGoogleToolChoice, toGoogleTools } from "./tool.js";
import type { GoogleTypes } from "./types.js";
import { mainCandidate, partsOf } from "./wire.js";

/** Google's `generateContent`: the Gemini API, and Vertex through a client made for it. */
export const googleProvider: Provider<GoogleTypes> = {
  name: "google",
  label: "Google",
  clientHas: "models.generateContentStream",
  example: 'googleCall("gemini-2.5-flash")',
  neutralNames,
  aliases: {},
  setByTheLibrary,
  streamParams: [],

  isTool: isGoogleTool,
  toolSet: googleToolSet,
  describeTools: (tools) => toGoogleTools(tools) ?? [],
  toolChoice(choice, tools) {
    const functionCallingConfig = toGoogleToolChoice(choice, tools);
    return functionCallingConfig === undefined ? {} : { functionCallingConfig };
  },
  answerForm,

  convert: convertPrompt,
  toNeutral: (message) => (isGoogleMessage(message) ? fromGoogleMessage(message) : message),
  body: ({ tools, ...parts }) => googleRequest({ ...parts, tools: toGoogleTools(tools) }),
  explain({ model, contents, config = {} }) {
    const { tools = [], ...params } = config;
    const all = { model, ...params };
    return {
      messages: objects(contents),
      messagesName: "contents",
      tools,
      params: all,
      fromPrompt: ["systemInstruction"],
    };
  },

  isClient: isGoogleClient,
  client: resolveClient,
  sendStream,
  sendWhole,

  adapter: (options) => new GenerateContentAdapter(options),
  stream: (options) => new GoogleStream(options),
  response(answer, { createTool, ...context }) {
    const calls = receivedCalls(partsOf(mainCandidate(answer.candidates)));
    return new GoogleCallResponse<unknown>({ ...context, response: answer, tools: calls.map(createTool) });
  },
  structured: (options) => new StructuredStream(options),
  argumentsOf({ parts }, toolName) {
    const part = objects(parts).find((one) => isCall(one) && one.functionCall.name === toolName);
    return part && isCall(part) ? argumentsOf(part.functionCall).text : null;
  },
  retryTurn,
};
