import { CallOptionsError, type Provider } from "@zoetrope/core";
import { chatProvider } from "../chat/provider.js";
import type { OpenAITypes } from "../chat/types.js";
import type { Vendor } from "./vendor.js";

type Tools = Pick<Provider<OpenAITypes>, "toolSet" | "toolChoice">;

/** Tools as the vendor takes them. Both throw `CallOptionsError` for what it does not. */
export function vendorTools(vendor: Vendor): Tools {
  const { label } = vendor;
  return {
    toolSet(tools, onInvalid) {
      const set = chatProvider.toolSet(tools, onInvalid);
      if (vendor.tools === "none" && set.names.length > 0) {
        throw new CallOptionsError(
          `${label} takes no tools, and the call has ${set.names.join(", ")}. Leave them out.`,
        );
      }
      const strict = set.definitions.find((tool) =>
        "type" in tool ? tool.type === "function" && tool.function.strict : tool.strict,
      );
      if (strict && vendor.tools === "not strict") {
        const name = "type" in strict ? (strict.type === "function" ? strict.function.name : "") : strict.name;
        throw new CallOptionsError(
          `The tool "${name}" is strict, and ${label} does not hold its models to a tool's schema. Leave \`strict\` out.`,
        );
      }
      return set;
    },
    toolChoice(choice, tools) {
      const { tool_choice: wanted } = chatProvider.toolChoice(choice, tools);
      if (wanted === undefined) return {};
      if (wanted === "auto") return { tool_choice: wanted };
      const said = vendorToolChoice(vendor, wanted, tools.names.length);
      if (said !== undefined) return { tool_choice: said };
      const instead =
        vendor.toolChoice === "words" ? 'Write "required", and give the call that tool only.' : "Leave toolChoice out.";
      throw new CallOptionsError(`${label} cannot be told which tools to call, as toolChoice does. ${instead}`);
    },
  };
}

/** A tool choice in the vendor's words; undefined where it has none. */
export function vendorToolChoice(vendor: Vendor, choice: unknown, tools: number): unknown {
  if (vendor.toolChoice === "unforced") return undefined;
  const isNamed = typeof choice === "object";
  if (isNamed && vendor.toolChoice === "named") return choice;
  // Among one tool, "any" is that one.
  if (isNamed) return tools === 1 ? vendor.requiredTool : undefined;
  return choice === "required" ? vendor.requiredTool : choice;
}
