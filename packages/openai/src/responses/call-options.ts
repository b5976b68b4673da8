import type { CallAnswer, CallOptions, CallResult } from "@zoetrope/core";
import type { OpenAIResponsesTool } from "./tool.js";
import type { OpenAIResponsesTypes } from "./types.js";

/** Options of a call. `Stream`, `Tools`, `Parsed` and `Model` decide what the call returns: see `OpenAIResponsesCallResult`. */
export type OpenAIResponsesCallOptions<
  Stream,
  Tools extends readonly OpenAIResponsesTool[],
  Parsed,
  Model = undefined,
> = CallOptions<OpenAIResponsesTypes, Stream, Tools, Parsed, Model>;

/** What a call without a stream or a parser makes. */
export type OpenAIResponsesAnswer<Tools extends readonly OpenAIResponsesTool[], Model> = CallAnswer<
  OpenAIResponsesTypes,
  Tools,
  Model
>;

/** What a call with these options returns. */
export type OpenAIResponsesCallResult<
  Stream,
  Tools extends readonly OpenAIResponsesTool[],
  Parsed,
  Model = undefined,
> = CallResult<OpenAIResponsesTypes, Stream, Tools, Parsed, Model>;
