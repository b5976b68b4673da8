import type { FrameSource, SendOptions, WholeAnswer } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIClient } from "../client.js";
import { openStream, readAnswer, requestOptions } from "../sdk-answers.js";
import { checkCompletion, decodeCompletion } from "./decode-completion.js";

type Body = OpenAI.ChatCompletionCreateParams;

/** Sends a streamed request. Throws the SDK's own error when it is refused. */
export async function sendStream(client: OpenAIClient, body: Body, options: SendOptions): Promise<FrameSource> {
  return openStream(client.chat.completions.create(body, requestOptions(options)), options);
}

/** Sends a request and reads the whole answer. Throws the SDK's own error when it is refused; `provider` is the name in all others. */
export async function sendWhole(
  client: OpenAIClient,
  body: Body,
  options: SendOptions,
  provider = "openai",
): Promise<WholeAnswer> {
  return readAnswer(client.chat.completions.create(body, requestOptions(options)), options, {
    provider,
    decode: decodeCompletion,
    check: checkCompletion,
  });
}
