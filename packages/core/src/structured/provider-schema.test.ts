import { expect, test } from "vitest";
import { CallOptionsError } from "../errors.js";
import { providerSchema } from "./provider-schema.js";

test("an object stays as it is", () => {
  const told = { type: "object", properties: { a: { type: "string" } } };
  expect(providerSchema(told)).toEqual({ schema: told, isWrapped: false });
});

test("everything else is wrapped, its definitions above it", () => {
  const told = { type: "array", items: { $ref: "#/$defs/Node" }, $defs: { Node: { type: "string" } } };
  expect(providerSchema(told)).toStrictEqual({
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

test("definitions under their older name stay there, references to the root in them moved", () => {
  const definitions = { Node: { type: "string" } };
  expect(providerSchema({ type: "array", items: { $ref: "#/definitions/Node" }, definitions }).schema).toStrictEqual({
    type: "object",
    properties: { value: { type: "array", items: { $ref: "#/definitions/Node" } } },
    required: ["value"],
    additionalProperties: false,
    definitions,
  });
  const items = { $ref: "#/definitions/Node" };
  expect(
    providerSchema({ type: "array", items, definitions: { Node: { anyOf: [{ type: "null" }, { $ref: "#" }] } } })
      .schema,
  ).toStrictEqual({
    type: "object",
    properties: { value: { $ref: "#/$defs/valueRoot" } },
    required: ["value"],
    additionalProperties: false,
    $defs: { valueRoot: { type: "array", items } },
    definitions: { Node: { anyOf: [{ type: "null" }, { $ref: "#/$defs/valueRoot" }] } },
  });
});

test("references to the root go where the root went", () => {
  const told = { anyOf: [{ type: "number" }, { type: "array", items: { $ref: "#" } }] };
  const moved = { anyOf: [{ type: "number" }, { type: "array", items: { $ref: "#/$defs/valueRoot" } }] };
  expect(providerSchema(told).schema).toMatchObject({
    properties: { value: { $ref: "#/$defs/valueRoot" } },
    $defs: { valueRoot: moved },
  });
  expect(providerSchema(told).schema).not.toHaveProperty("definitions");
});

test("what no value fits is refused", () => {
  expect(() => providerSchema({ not: {} })).toThrow(CallOptionsError);
  expect(providerSchema({ not: { type: "string" } }).schema).toMatchObject({
    properties: { value: { not: { type: "string" } } },
  });
  expect(providerSchema({ not: null }).isWrapped).toBe(true);
});
