import { BaseTool, CallOptionsError, tool } from "@zoetrope/core";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { googleToolSet, toGoogleToolChoice, toGoogleTools, type GoogleRawTool, type GoogleTool } from "./tool.js";

class Weather extends BaseTool.with({ city: z.string() }, { examples: [{ city: "Oslo" }] }) {
  override call(): string {
    return this.city;
  }
}
class Clock extends BaseTool.with({}, { strict: true }) {
  override call(): number {
    return 12;
  }
}
const raw: GoogleRawTool = { functionDeclarations: [{ name: "a" }, { name: "b" }], codeExecution: {} };
const search: GoogleRawTool = { googleSearch: {} };
const names = (tools: readonly GoogleTool[]) => googleToolSet(tools).names;

describe("a set of tools", () => {
  test("knows every function by its name, and sends all of them in one", () => {
    const set = googleToolSet([Weather, raw, search]);
    expect(set.names).toEqual(["Weather", "a", "b"]);
    expect(toGoogleTools(set)).toEqual([
      {
        functionDeclarations: [
          {
            name: "Weather",
            description: expect.stringContaining('{"city":"Oslo"}') as unknown,
            parametersJsonSchema: expect.objectContaining({ required: ["city"] }) as unknown,
          },
          { name: "a" },
          { name: "b" },
        ],
      },
      { codeExecution: {} },
      search,
    ]);
    expect(toGoogleTools(googleToolSet([]))).toBeUndefined();
  });

  test("gives the SDK, which changes what it is given, nothing of the user's", () => {
    const declaration = { name: "a", parameters: {} };
    const [sent] = toGoogleTools(googleToolSet([{ functionDeclarations: [declaration] }])) ?? [];
    expect(sent?.functionDeclarations?.[0]).toEqual(declaration);
    expect(sent?.functionDeclarations?.[0]).not.toBe(declaration);
  });

  test.each(["1a", "a b", "", "x".repeat(65)])("refuses the name %j", (name) => {
    expect(() => names([{ functionDeclarations: [{ name }] }])).toThrow(CallOptionsError);
  });

  test("refuses two of one name, and what the SDK would run by itself", () => {
    expect(() => names([Weather, { functionDeclarations: [{ name: "Weather" }] }])).toThrow(/Two tools/);
    expect(() => names([{ callTool: () => [], tool: () => ({}) } as GoogleRawTool])).toThrow(/mcpToTool/);
  });
});

describe("a choice", () => {
  const set = googleToolSet([Weather, search]);

  test.each([
    [undefined, undefined],
    ["auto", { mode: "AUTO" }],
    ["none", { mode: "NONE" }],
    ["required", { mode: "ANY" }],
    ["Weather", { mode: "ANY", allowedFunctionNames: ["Weather"] }],
    [Weather, { mode: "ANY", allowedFunctionNames: ["Weather"] }],
  ] as const)("%s", (choice, said) => {
    expect(toGoogleToolChoice(choice, set)).toEqual(said);
  });

  test("strict tools hold all calls to their schemas, unless something else is asked for", () => {
    const strict = googleToolSet([Clock]);
    expect(toGoogleToolChoice(undefined, strict)).toEqual({ mode: "VALIDATED" });
    expect(toGoogleToolChoice("required", strict)).toEqual({ mode: "ANY" });
  });

  test("of a tool that the call does not have is refused", () => {
    const other = tool({ name: "other", parameters: {} }, () => 1);
    for (const choice of ["other", other, search] as const) {
      expect(() => toGoogleToolChoice(choice, set)).toThrow(CallOptionsError);
    }
    expect(() => toGoogleToolChoice("required", googleToolSet([search]))).toThrow(CallOptionsError);
    expect(toGoogleToolChoice("none", googleToolSet([search]))).toBeUndefined();
  });
});
