import type { CallAnswer, CallOptions, CallResult } from "@zoetrope/core";
import type { GoogleTool } from "./tool.js";
import type { GoogleTypes } from "./types.js";

/** Options of a call. `Stream`, `Tools`, `Parsed` and `Model` decide what the call returns: see `GoogleCallResult`. */
export type GoogleCallOptions<Stream, Tools extends readonly GoogleTool[], Parsed, Model = undefined> = CallOptions<
  GoogleTypes,
  Stream,
  Tools,
  Parsed,
  Model
>;

/** What a call without a stream or a parser makes. */
export type GoogleAnswer<Tools extends readonly GoogleTool[], Model> = CallAnswer<GoogleTypes, Tools, Model>;

/** What a call with these options returns. */
export type GoogleCallResult<Stream, Tools extends readonly GoogleTool[], Parsed, Model = undefined> = CallResult<
  GoogleTypes,
  Stream,
  Tools,
  Parsed,
  Model
>;
