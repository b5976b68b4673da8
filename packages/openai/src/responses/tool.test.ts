import { BaseTool } from "@zoetrope/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { responsesToolSet, toResponsesToolChoice, toResponsesTools, type OpenAIResponsesRawTool } from "./tool.js";

class Add extends BaseTool.with({ a: z.number(), note: z.string().optional() }, { description: "Adds." }) {
  call() {
    return this.a;
  }
}
class Strict extends BaseTool.with({ a: z.number() }, { strict: true }) {
  call() {
    return this.a;
  }
}

const search: OpenAIResponsesRawTool = { type: "web_search" };
const sql: OpenAIResponsesRawTool = { type: "custom", name: "sql" };
const mcp = { type: "mcp", server_label: "docs", server_url: "https://a.test" } as const;
const set = responsesToolSet([Add, Strict, search, sql, mcp]);

it("describes functions flat, and says whether they are strict: left out, the API would decide", () => {
  const [add, strict, ...raw] = toResponsesTools(set) ?? [];
  expect(add).toMatchObject({ type: "function", name: "Add", description: "Adds.", strict: false });
  expect(strict).toMatchObject({ type: "function", name: "Strict", strict: true, parameters: { required: ["a"] } });
  expect(raw).toEqual([search, sql, mcp]);
  expect(toResponsesTools(responsesToolSet([]))).toBeUndefined();
});

it("chooses tools by name, and the provider's own by type", () => {
  expect(toResponsesToolChoice(undefined, set)).toBeUndefined();
  expect(toResponsesToolChoice("required", set)).toBe("required");
  expect(toResponsesToolChoice("auto", responsesToolSet([]))).toBeUndefined();
  expect(toResponsesToolChoice(Add, set)).toEqual({ type: "function", name: "Add" });
  expect(toResponsesToolChoice(sql, set)).toEqual({ type: "custom", name: "sql" });
  expect(toResponsesToolChoice(search, set)).toEqual({ type: "web_search" });
  expect(toResponsesToolChoice(mcp, set)).toEqual({ type: "mcp", server_label: "docs" });
});

it("refuses what the API would", () => {
  expect(() => responsesToolSet([{ type: "function", name: "a b", parameters: null, strict: null }])).toThrow(
    'OpenAI refuses the tool name "a b"',
  );
  class Open extends BaseTool.with({ a: z.record(z.string(), z.number()) }, { strict: true }) {
    call() {
      return this.a;
    }
  }
  expect(() => responsesToolSet([Open])).toThrow('The tool "Open" is strict');
  expect(() => toResponsesToolChoice("required", responsesToolSet([]))).toThrow("has no tools");
  expect(() => toResponsesToolChoice({ type: "file_search", vector_store_ids: [] }, set)).toThrow(
    'the tool "file_search"',
  );
  expect(() => toResponsesToolChoice("Sub", set)).toThrow('toolChoice is the tool "Sub", which the call does not have');
});
