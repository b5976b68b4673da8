import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import { BaseTool } from "./base-tool.js";
import type { ToolChoice } from "./tool-choice.js";
import { tool } from "./tool.js";

class Weather extends BaseTool.with({ city: z.string() }) {
  override call() {}
}
const search = tool({ name: "web_search", parameters: { q: z.string() } }, ({ q }) => q);

test("a choice is typed by the tools given: modes, the tools, and the names the compiler knows", () => {
  type Choice = ToolChoice<readonly [typeof Weather, typeof search]>;
  expectTypeOf<Extract<Choice, string>>().toEqualTypeOf<"auto" | "none" | "required" | "web_search">();
  expectTypeOf<typeof Weather>().toExtend<Choice>();
  expectTypeOf<typeof search>().toExtend<Choice>();
  expectTypeOf<"Weather">().not.toExtend<Choice>();
  expectTypeOf<ToolChoice<[]>>().toEqualTypeOf<"auto" | "none" | "required">();
});
