import { CallOptionsError } from "@zoetrope/core";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { googleSchema } from "./google-schema.js";
import { answerForm } from "./structured-request.js";

const Point = z.object({ x: z.number(), y: z.number() });

describe("the schema that Google is told", () => {
  test("keeps what it takes, and leaves to the validation what only narrows a value", () => {
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        kind: { type: "string", const: "a" },
        pattern: { type: "string", pattern: "^a", minLength: 1, description: "Any." },
        list: { type: "array", items: { $ref: "#/definitions/Node", description: "dropped" }, maxItems: 3 },
        either: { anyOf: [{ const: null }, { type: "integer", minimum: 0, exclusiveMaximum: 9 }] },
      },
      required: ["kind"],
      additionalProperties: { type: "boolean", const: true },
      definitions: { Node: { type: "object", properties: { next: { $ref: "#/definitions/Node" } } } },
    };
    expect(googleSchema(schema)).toEqual({
      problems: [],
      schema: {
        type: "object",
        properties: {
          kind: { type: "string", enum: ["a"] },
          pattern: { type: "string", description: "Any." },
          list: { type: "array", items: { $ref: "#/$defs/Node" }, maxItems: 3 },
          either: { anyOf: [{ type: "null" }, { type: "integer", minimum: 0 }] },
        },
        required: ["kind"],
        additionalProperties: { type: "boolean" },
        $defs: { Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } } },
      },
    });
  });

  test("tells what it cannot say, with the path", () => {
    const { problems } = googleSchema({ type: "object", properties: { a: { allOf: [{ type: "string" }] } } });
    expect(problems).toEqual(['the whole.a: "allOf" is not taken']);
  });
});

describe("the form of an answer", () => {
  const json = { responseMimeType: "application/json" };
  const Both = { schema: Point, jsonSchema: { type: "object", properties: { both: { allOf: [{ type: "string" }] } } } };

  test("a record is one of the schemas that can be said", () => {
    const form = answerForm(z.object({ counts: z.record(z.string(), z.number()) }), "strict", false);
    expect(form.params({}, false)).toMatchObject({
      responseJsonSchema: { properties: { counts: { type: "object", additionalProperties: { type: "number" } } } },
    });
  });

  test("any JSON, where there is no schema or the mode says so", () => {
    expect(answerForm(undefined, "auto", true).params({}, false)).toEqual(json);
    expect(answerForm(Point, "json", false).params({}, false)).toEqual(json);
  });

  test("auto takes the schema where it can be said, and a function where not", () => {
    expect(answerForm(Point, "auto", false).params({}, false)).toMatchObject({
      ...json,
      responseJsonSchema: { type: "object" },
    });
    const form = answerForm(Both, "auto", false);
    expect(form.tool?.name).toBe("response");
    const only = { mode: "ANY", allowedFunctionNames: ["response"] };
    expect(form.params({}, false)).toEqual({ functionCallingConfig: only });
    expect(form.params({}, true)).toEqual({ functionCallingConfig: { mode: "ANY" } });
    expect(() => answerForm(Both, "strict", false)).toThrow(/the whole\.both: "allOf" is not taken/);
  });

  test("call params that say something else of it are refused by their names", () => {
    const native = answerForm(Point, "strict", false);
    expect(() => native.params({ responseSchema: {} }, false)).toThrow(/callParams\.responseSchema/);
    expect(() => native.params({ responseMimeType: "text/plain" }, false)).toThrow(CallOptionsError);
    const tool = answerForm(Point, "tool", false);
    expect(() => tool.params({ toolConfig: { functionCallingConfig: { mode: "AUTO" } } }, false)).toThrow(
      /callParams\.toolConfig/,
    );
    expect(tool.params({ toolConfig: { retrievalConfig: {} } }, false)).toHaveProperty("functionCallingConfig");
  });
});
