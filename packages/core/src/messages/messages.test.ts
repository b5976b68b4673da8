import { expect, expectTypeOf, test } from "vitest";
import { imagePart } from "./media.js";
import type { ImagePart, ToolCallPart } from "./message.js";
import { Messages } from "./messages.js";

test("a string stays a string", () => {
  expect(Messages.system("Be brief.")).toEqual({ role: "system", content: "Be brief." });
  expect(Messages.developer("Be brief.")).toEqual({ role: "developer", content: "Be brief." });
  expect(Messages.user("Hi", { name: "ann" })).toEqual({ role: "user", content: "Hi", name: "ann" });
});

test("a part or a list becomes a list of parts, strings in it text", () => {
  const image = imagePart("https://a.example/x.png");
  expect(Messages.user(image)).toEqual({ role: "user", content: [image] });
  expect(Messages.user(["What is this?", image])).toEqual({
    role: "user",
    content: [{ type: "text", text: "What is this?" }, image],
  });
  expect(Messages.user([])).toEqual({ role: "user", content: [] });
});

test("an assistant's text and calls stand together", () => {
  const call: ToolCallPart = { type: "tool_call", id: "c1", name: "look", args: {} };
  expect(Messages.assistant(["Let me look.", call])).toEqual({
    role: "assistant",
    content: [{ type: "text", text: "Let me look." }, call],
  });
});

test("a tool's results stand together", () => {
  const result = { type: "tool_result", id: "c1", content: "42" } as const;
  expect(Messages.tool(result)).toEqual({ role: "tool", content: [result] });
  expect(Messages.tool([result, result])).toEqual({ role: "tool", content: [result, result] });
});

test("a role takes only what it may hold", () => {
  expectTypeOf<ImagePart>().toExtend<Parameters<typeof Messages.user>[0]>();
  expectTypeOf<ImagePart>().not.toExtend<Parameters<typeof Messages.system>[0]>();
  expectTypeOf<ToolCallPart>().not.toExtend<Parameters<typeof Messages.user>[0]>();
  // A tool message names the call that it answers.
  expectTypeOf<string>().not.toExtend<Parameters<typeof Messages.tool>[0]>();
});
