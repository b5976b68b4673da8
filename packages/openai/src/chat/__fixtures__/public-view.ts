import { InvalidTool, type ToolCall } from "@zoetrope/core";
import type { OpenAICallResponse } from "../call-response.js";

interface Tool {
  readonly toolCall: ToolCall;
}

/**
 * All that a user can read of a response, as plain data: every property, own or inherited, and what its methods return. Left out are
 * times; an id that the library made up, because the provider sent none, reads "invented".
 */
export function publicView(response: OpenAICallResponse<Tool>, sentIds: readonly unknown[]): Record<string, unknown> {
  const names = new Set<string>();
  for (let at: object = response; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  const { tools } = response;
  const seen = Object.fromEntries([...names].map((name) => [name, Reflect.get(response, name)]));
  const { timing: _timing, constructor: _constructor, ...properties } = seen;
  const view = {
    ...properties,
    errors: tools.map((tool) => (tool instanceof InvalidTool ? String(tool.error) : null)),
    toolCalls: tools.map((tool) => tool.toolCall),
    "toJSON()": response.toJSON(),
    "toString()": String(response),
    "toolMessageParams()": response.toolMessageParams(tools.map((tool) => [tool, "done"])),
  };
  const invented = tools.map((tool) => tool.toolCall.id).filter((id) => !sentIds.includes(id));
  return Object.fromEntries(Object.entries(view).map(([name, value]) => [name, plain(value, invented)]));
}

/** Names the class of each object that has one, because what is compared as data must be of one class as well. */
function plain(value: unknown, invented: readonly string[]): unknown {
  if (typeof value === "string") return invented.includes(value) ? "invented" : value;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof Error)
    return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, invented));
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item, invented)]);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return Object.fromEntries(isPlain ? entries : [...entries, ["(class)", value.constructor]]);
}
