import type { ToolLike } from "./tool-set.js";

/**
 * What the model must do about the tools of a call: as it likes (`auto`), call none, call at least one (`required`), or call this one:
 * a tool that the call was given, or the name of one that was made by `tool`. (The name of a class is not known to the compiler.)
 */
export type ToolChoice<Tools extends readonly ToolLike[]> = ToolChoiceMode | ToolNames<Tools[number]> | Tools[number];

export type ToolChoiceMode = "auto" | "none" | "required";

type ToolNames<Tool> = Tool extends { readonly name: infer Name extends string }
  ? string extends Name
    ? never
    : Name
  : never;
