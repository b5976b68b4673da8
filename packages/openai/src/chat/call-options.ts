import type { CallAnswer, CallOptions, CallResult } from "@zoetrope/core";
import type { OpenAITool } from "./tool.js";
import type { OpenAITypes } from "./types.js";

/** Options of a call. `Stream`, `Tools`, `Parsed` and `Model` decide what the call returns: see `OpenAICallResult`. */
export type OpenAICallOptions<Stream, Tools extends readonly OpenAITool[], Parsed, Model = undefined> = CallOptions<
  OpenAITypes,
  Stream,
  Tools,
  Parsed,
  Model
>;

/** What a call without a stream or a parser makes. */
export type OpenAIAnswer<Tools extends readonly OpenAITool[], Model> = CallAnswer<OpenAITypes, Tools, Model>;

/** What a call with these options returns. */
export type OpenAICallResult<Stream, Tools extends readonly OpenAITool[], Parsed, Model = undefined> = CallResult<
  OpenAITypes,
  Stream,
  Tools,
  Parsed,
  Model
>;
