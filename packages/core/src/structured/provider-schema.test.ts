import { expect, test } from "vitest";
import { CallOptionsError } from "../errors.js";
import { providerSchema } from "./provider-schema.js";

test("an object stays as it is", () => {
  const told = { type: "object", properties: { a: { type: "string" } } };
  expect(providerSchema(told)).toEqual({ schema: told, isWrapped: false });
});

test("everything else is wrapped, its definitions above it", () => {
  const told = { type: "array", items: { $ref: "#/$defs/Node" }, $defs: { Node: { type: "string" } } };
  expect(providerSchema(told)).toEqual({
    isWrapped: true,
    schema: {
      type: "object",
      properties: { value: { type: "array", items: { $ref: "#/$defs/Node" } } },
      required: ["value"],
      additionalProperties: false,
      $defs: { Node: { type: "string" } },
    },
  });
});

test("references to the root go where the root went", () => {
  const told = { anyOf: [{ type: "number" }, { type: "array", items: { $ref: "#" } }] };
  const moved = { anyOf: [{ type: "number" }, { type: "array", items: { $ref: "#/$defs/valueRoot" } }] };
  expect(providerSchema(told).schema).toMatchObject({
    properties: { value: { $ref: "#/$defs/valueRoot" } },
    $defs: { valueRoot: moved },
  });
});

test("what no value fits is refused", () => {
  expect(() => providerSchema({ not: {} })).toThrow(CallOptionsError);
});
