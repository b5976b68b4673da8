import type { FrameSource, SendOptions, WholeAnswer } from "@zoetrope/core";
import type OpenAI from "openai";
import { openStream, readAnswer, requestOptions } from "../sdk-answers.js";
import type { OpenAIResponsesClient } from "./client.js";
import { checkResponse, decodeResponse } from "./decode-response.js";
import { providerName } from "./provider-name.js";

type Body = OpenAI.Responses.ResponseCreateParams;

/** Sends a streamed request. Throws the SDK's own error when it is refused. */
export async function sendStream(
  client: OpenAIResponsesClient,
  body: Body,
  options: SendOptions,
): Promise<FrameSource> {
  return openStream(client.responses.create(body, requestOptions(options)), options);
}

/** Sends a request and reads the whole answer. Throws the SDK's own error when it is refused. */
export async function sendWhole(client: OpenAIResponsesClient, body: Body, options: SendOptions): Promise<WholeAnswer> {
  return readAnswer(client.responses.create(body, requestOptions(options)), options, {
    provider: providerName,
    decode: decodeResponse,
    check: checkResponse,
  });
}
