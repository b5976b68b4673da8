import type { GenerateContentParameters } from "@google/genai";
import { CallOptionsError, isObject, objects, type SentParams } from "@zoetrope/core";
import type { GoogleMessageParam } from "./message-param.js";
import type { GoogleRawTool } from "./tool.js";

export interface GoogleRequestParts {
  /** The model among them. */
  readonly params: SentParams;
  readonly messages: readonly GoogleMessageParam[];
  readonly tools: readonly GoogleRawTool[] | undefined;
  /** What is said of the form of the answer. */
  readonly form: SentParams;
}

/** A request as the SDK takes it. Made anew each time: nothing that a caller gave is changed, though the SDK changes what it is given. */
export function googleRequest({ params, messages, tools, form }: GoogleRequestParts): GenerateContentParameters {
  const { model, stopSequences, functionCallingConfig, toolConfig, ...config } = { ...params, ...form };
  const name = typeof model === "string" ? model : "";
  if (isObject(config.httpOptions) && config.httpOptions.headers !== undefined) {
    // Call params stand in logs (`toJSON`), and headers hold keys.
    throw new CallOptionsError(
      "callParams.httpOptions.headers is not taken. Set headers on a client: new GoogleGenAI({ httpOptions }).",
    );
  }
  const calling = { ...Object(Object(toolConfig).functionCallingConfig), ...Object(functionCallingConfig) };
  const contents = messages.filter(({ role }) => role !== "system");
  const instructions = messages.flatMap(({ role, parts = [] }) => (role === "system" ? parts : []));
  const request = {
    model: name,
    contents: needsSignatures(name) ? contents.map(signed) : contents,
    config: {
      ...config,
      ...(instructions.length > 0 && { systemInstruction: { parts: instructions } }),
      // The neutral name takes one text, too; the API a list only.
      ...(stopSequences !== undefined && {
        stopSequences: typeof stopSequences === "string" ? [stopSequences] : stopSequences,
      }),
      // What is said of functions stands inside what is said of all tools.
      ...((toolConfig !== undefined || functionCallingConfig !== undefined) && {
        toolConfig: {
          ...Object(toolConfig),
          ...(Object.keys(calling).length > 0 && { functionCallingConfig: calling }),
        },
      }),
      ...(tools && { tools: [...tools] }),
    },
  };
  // Params were typed where they were given; put together from several places they are only JSON.
  return request as GenerateContentParameters;
}

/** Gemini 3 and later refuse a call in the history that is not signed; models before them know no stand-in for a signature. */
function needsSignatures(model: string): boolean {
  const [, version] = /gemini-(\d+)/.exec(model) ?? [];
  return Number(version ?? 0) >= 3;
}

/**
 * For calls that another model or a program made, which have no signature. Of parallel calls only the first is signed.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const standIn = "skip_thought_signature_validator";

function signed(message: GoogleMessageParam): GoogleMessageParam {
  const { role, parts = [] } = message;
  const at = role === "model" ? parts.findIndex((part) => isObject(part.functionCall)) : -1;
  // A signature on another part of the message is what the model gave; a call behind its signed text has none of its own.
  if (at === -1 || objects(parts).some(({ thoughtSignature }) => thoughtSignature !== undefined)) return message;
  return {
    ...message,
    parts: parts.map((part, index) => (index === at ? { ...part, thoughtSignature: standIn } : part)),
  };
}
