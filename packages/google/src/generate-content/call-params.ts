import type { GenerateContentConfig, HttpOptions } from "@google/genai";
import type { NeutralCallParams, NeutralParamNames } from "@zoetrope/core";

/** What the library sets itself, or takes under its neutral name. */
type TakenParams = "httpOptions" | "tools" | "abortSignal" | "systemInstruction" | keyof NeutralCallParams;

/**
 * Params of `generateContent`: what the SDK calls `config`, under its own names or the neutral ones (`maxTokens`), in any mix. What the
 * library sets itself (messages, instructions, tools, the signal) is left out. Undefined is dropped, null is sent. Fields of the API
 * that the SDK does not know go into `httpOptions.extraBody`.
 */
export type GoogleCallParams = Omit<GenerateContentConfig, TakenParams> &
  NeutralCallParams & {
    readonly model?: string;
    /** For this call alone. Headers and a `fetch` belong on the client: call params are JSON, and stand in logs. */
    readonly httpOptions?: Omit<HttpOptions, "headers" | "fetch">;
  };

/** How Google calls the neutral params. */
export const neutralNames: NeutralParamNames = {
  frequencyPenalty: "frequencyPenalty",
  maxTokens: "maxOutputTokens",
  presencePenalty: "presencePenalty",
  seed: "seed",
  stop: "stopSequences",
  temperature: "temperature",
  topP: "topP",
};

/** Fields of a request that are no call params. */
export const setByTheLibrary = ["contents", "tools", "systemInstruction", "abortSignal", "functionCallingConfig"];
