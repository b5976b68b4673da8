import { isObject, toolAnswer, type Message, type ToolOutput } from "@zoetrope/core";
import { providerName } from "./provider-name.js";

/** The messages that answer tool calls, in the order given. Throws as `toolAnswer` does. */
export function toToolMessageParams(outputs: readonly ToolOutput[]): Message[] {
  return outputs.map((pair) => {
    const { id, name, raw } = pair[0].toolCall;
    const { text, isError } = toolAnswer(pair);
    // Said here, because after a `previous_response_id` the call itself is not in the history.
    const isCustom = isObject(raw) && raw.type === "custom_tool_call";
    const extra = isCustom ? { extra: { [providerName]: { type: "custom_tool_call_output" } } } : {};
    return {
      role: "tool",
      content: [{ type: "tool_result", id, name, content: text, ...(isError ? { isError } : {}), ...extra }],
    };
  });
}
