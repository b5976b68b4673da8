import { BaseTool, CallOptionsError, tool } from "@zoetrope/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openaiCall } from "./call.js";

class Search extends BaseTool.with({ query: z.string() }) {
  override call() {
    return this.query;
  }
}
const look = tool({ name: "look", parameters: { where: z.string() } }, ({ where }) => where);
const raw = { type: "custom", custom: { name: "shell" } } as const;
const tools = [Search, look, raw] as const;
const prompt = () => "Hi";

const sent = async (call: { toRequest(): Promise<object> }) => Object(await call.toRequest()).tool_choice;

describe("toolChoice", () => {
  it("is sent as OpenAI has it", async () => {
    expect(await sent(openaiCall("m", { tools, toolChoice: "required" })(prompt))).toBe("required");
    expect(await sent(openaiCall("m", { tools, toolChoice: Search })(prompt))).toEqual({
      type: "function",
      function: { name: "Search" },
    });
    expect(await sent(openaiCall("m", { tools, toolChoice: "look" })(prompt))).toEqual({
      type: "function",
      function: { name: "look" },
    });
    expect(await sent(openaiCall("m", { tools, toolChoice: raw })(prompt))).toEqual({
      type: "custom",
      custom: { name: "shell" },
    });
    expect(await sent(openaiCall("m", { tools })(prompt))).toBeUndefined();
  });

  it("wins over the call params, and is asked of the tools that a config brings", async () => {
    const callParams = { tool_choice: "none" } as const;
    expect(await sent(openaiCall("m", { tools, toolChoice: "auto", callParams })(prompt))).toBe("auto");
    const config = () => ({ messages: [{ role: "user" as const, content: "Hi" }], tools: [Search] });
    expect(await sent(openaiCall("m", { toolChoice: "required" })(config))).toBe("required");
    await expect(openaiCall("m", { toolChoice: "required" })(prompt).toRequest()).rejects.toThrow(
      'toolChoice is "required", and the call has no tools.',
    );
  });

  it("of a tool that the call does not have is refused: by the compiler, and at decoration", () => {
    // @ts-expect-error there is no such tool
    const misspelt = () => openaiCall("m", { tools, toolChoice: "lok" });
    expect(misspelt).toThrow(CallOptionsError);
    expect(misspelt).toThrow('toolChoice is the tool "lok", which the call does not have. It has Search, look, shell.');
  });
});
