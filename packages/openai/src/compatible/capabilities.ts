/**
 * What a server that speaks OpenAI's chat completions does otherwise than OpenAI. What is left out is as with OpenAI, and nothing is left
 * to be ignored in silence: what a vendor cannot do is said in other words in the request, or refused with `CallOptionsError`.
 */
export interface VendorCapabilities {
  /** `stream_options` is understood, by which usage is asked for in streams. Default: true. False: it is never sent. */
  readonly usageOption?: boolean;
  /** What the vendor calls params that OpenAI calls otherwise: `{ max_completion_tokens: "max_tokens" }`. Default: none. */
  readonly paramNames?: Readonly<Record<string, string>>;
  /**
   * Which of its models can be held to a JSON Schema (`response_format: json_schema`). Default: `all models`. With `some models` it is
   * used where a call says `mode: "strict"`, and `mode: "auto"` asks for a tool call instead.
   */
  readonly jsonSchema?: "all models" | "some models" | "no model";
  /** Can be held to JSON of any shape (`response_format: json_object`). Default: true. */
  readonly jsonObject?: boolean;
  /** Whether it takes tools, and whether it then holds the model to the schema of a tool with `strict: true`. Default: `strict`. */
  readonly tools?: "strict" | "not strict" | "none";
  /**
   * How far `tool_choice` reaches: to one tool by name, to the words `auto`, `none` and `required` only, or nowhere, because it is refused
   * or ignored. Default: `named`. Where it reaches nowhere a value can still be asked for as a tool, which the model need not call.
   */
  readonly toolChoice?: "named" | "words" | "unforced";
  /** What is sent for the tool choice `required`. Default: `required`. */
  readonly requiredTool?: string;
  /**
   * The field in which the reasoning of earlier answers is sent back. Default: `as it came`, which is also the one that keeps
   * `reasoning_details`. `none`: it is left out.
   */
  readonly reasoningField?: "as it came" | "reasoning" | "reasoning_content" | "none";
  /** The ids of tool calls that it takes, which those of other providers are changed to. Default: `any`. */
  readonly toolCallIds?: "any" | "9 letters and digits";
  /** Its streams may end without a finish reason: see the call option of this name, which a call can still set. Default: false. */
  readonly acceptMissingFinishReason?: boolean;
}

/** OpenAI's own, which are the defaults. */
export const openAICapabilities: Required<VendorCapabilities> = {
  usageOption: true,
  paramNames: {},
  jsonSchema: "all models",
  jsonObject: true,
  tools: "strict",
  toolChoice: "named",
  requiredTool: "required",
  reasoningField: "as it came",
  toolCallIds: "any",
  acceptMissingFinishReason: false,
};
