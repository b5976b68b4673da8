import type { ToolDefinition } from "./tool-definition.js";

/**
 * What a model is told of a tool, its examples with it: in the description, which OpenAI's guide to function calling names as the
 * place ("include examples and edge cases"); `examples` is not among the keywords of its schemas.
 * Source: https://developers.openai.com/api/docs/guides/function-calling, best practices.
 */
export function toolDescription({
  description,
  examples = [],
}: Pick<ToolDefinition, "description" | "examples">): string | undefined {
  if (examples.length === 0) return description;
  const lines = ["Examples of arguments:", ...examples.map((example) => JSON.stringify(example))];
  return [...(description === undefined ? [] : [description, ""]), ...lines].join("\n");
}
