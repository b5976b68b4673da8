import type { CallAnswer, CallOptions, CallResult } from "@zoetrope/core";
import type { AnthropicTool } from "./tool.js";
import type { AnthropicTypes } from "./types.js";

/** Options of a call. `Stream`, `Tools`, `Parsed` and `Model` decide what the call returns: see `AnthropicCallResult`. */
export type AnthropicCallOptions<
  Stream,
  Tools extends readonly AnthropicTool[],
  Parsed,
  Model = undefined,
> = CallOptions<AnthropicTypes, Stream, Tools, Parsed, Model>;

/** What a call without a stream or a parser makes. */
export type AnthropicAnswer<Tools extends readonly AnthropicTool[], Model> = CallAnswer<AnthropicTypes, Tools, Model>;

/** What a call with these options returns. */
export type AnthropicCallResult<Stream, Tools extends readonly AnthropicTool[], Parsed, Model = undefined> = CallResult<
  AnthropicTypes,
  Stream,
  Tools,
  Parsed,
  Model
>;
