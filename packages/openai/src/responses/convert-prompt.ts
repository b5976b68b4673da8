import { andThen, readBlobs, type ConvertedPrompt, type MaybePromise } from "@zoetrope/core";
import type OpenAI from "openai";
import { convertItems } from "./convert-messages.js";
import type { OpenAIResponsesMessageParam } from "./is-own-message.js";

/**
 * A prompt's messages as they are sent; see `convertItems`. A promise only when a part holds a Blob, which has to be read first. That each
 * output of a tool answers a call is not asked: after a `previous_response_id` the call is not here.
 */
export function convertPrompt(
  messages: readonly OpenAIResponsesMessageParam[],
): MaybePromise<ConvertedPrompt<OpenAI.Responses.ResponseInputItem>> {
  return andThen(readBlobs(messages), convertItems);
}
