import { ResponseValidationError } from "@zoetrope/core";
import { openaiCall, type ResponseSchema } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { streamed, whole } from "./__fixtures__/structured-answers.js";

const Book = z.object({ title: z.string() });

/** The value that both forms of a call make of an answer, or the issues' paths of the error that both throw. */
async function outcomes(responseModel: ResponseSchema, answer: string, size = 4): Promise<unknown[]> {
  const outcome = (value: Promise<unknown>) =>
    value.catch((error: unknown) => {
      if (!ResponseValidationError.isInstance(error)) throw error;
      return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    });
  const client = createTestClient([whole(answer), streamed(answer, size)]);
  const options = { client, responseModel, mode: "tool" } as const;
  const stream = openaiCall("m", { ...options })(() => "?");
  const first = await outcome(stream());
  const second = await outcome(openaiCall("m", { ...options, stream: true })(() => "?")().final());
  return [first, second];
}

function twice(outcome: unknown): unknown[] {
  return [outcome, outcome];
}

describe("the right value", () => {
  test("z.string() answered with bare text is that text", async () => {
    const text = 'He said [sic] "yes", {maybe}.\nTrue.';
    expect(await outcomes(z.string(), text)).toEqual(twice(text));
    expect(await outcomes(z.string(), "42")).toEqual(twice("42"));
    expect(await outcomes(z.string(), '{"value":"x"}')).toEqual(twice("x"));
    expect(await outcomes(z.string(), '"quoted"')).toEqual(twice("quoted"));
    expect(await outcomes(z.enum(["red", "blue"]), "red")).toEqual(twice("red"));
    expect(await outcomes(z.number(), "42")).toEqual(twice(42));
    expect(await outcomes(z.boolean(), "```json\ntrue\n```")).toEqual(twice(true));
    expect(await outcomes(z.null(), "null")).toEqual(twice(null));
  });

  test("bare text is shown once, when it is known to be the value", async () => {
    const client = createTestClient([streamed("Call me Ishmael.")]);
    const stream = openaiCall("m", { client, responseModel: z.string(), stream: true })(() => "?")();
    const seen: unknown[] = [];
    for await (const text of stream) seen.push(text);
    expect(seen).toEqual(["Call me Ishmael."]);
    expect([stream.snapshot(), stream.isDone("")]).toEqual(["Call me Ishmael.", true]);
  });

  test("duplicate keys: the last one, as in JSON.parse", async () => {
    expect(await outcomes(Book, '{"title":"first","title":"last"}')).toEqual(twice({ title: "last" }));
  });

  test("a __proto__ key changes nothing but the value", async () => {
    const Loose = z.looseObject({ title: z.string() });
    const [value] = await outcomes(Loose, '{"title":"x","__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(await outcomes(z.record(z.string(), z.number()), '{"a":1}')).toEqual(twice({ a: 1 }));
  });

  test("lone surrogates stay as they are", async () => {
    expect(await outcomes(Book, '{"title":"a\\ud800b\\udc00"}', 1)).toEqual(twice({ title: "a\ud800b\udc00" }));
  });

  test("trailing prose is ignored, and of two objects the first counts", async () => {
    expect(await outcomes(Book, '{"title":"x"} Hope this helps! {"title":"y"}')).toEqual(twice({ title: "x" }));
  });

  test("a large answer", async () => {
    const title = "x".repeat(4_000_000);
    expect(await outcomes(Book, JSON.stringify({ title }), 100_000)).toEqual(twice({ title }));
  });
});

describe("a named error", () => {
  test("an empty answer", async () => {
    for (const answer of ["", " \n"]) {
      expect(await outcomes(Book, answer)).toEqual(twice([": The answer is empty."]));
      expect(await outcomes(z.string(), answer)).toEqual(twice([": The answer is empty."]));
    }
  });

  test("1e400 is no number that JSON could mean", async () => {
    expect(await outcomes(z.object({ n: z.number() }), '{"n":1e400}')).toEqual(twice([expect.stringMatching(/^n: /)]));
  });

  test("prose without JSON", async () => {
    expect(await outcomes(Book, "I do not know that book.")).toEqual(twice([expect.stringContaining("no JSON")]));
    expect(await outcomes(z.array(Book), "There are none.")).toEqual(twice([expect.any(String)]));
  });

  test("an object that is cut although the provider calls it whole", async () => {
    expect(await outcomes(Book, '{"title":"Du')).toEqual(
      twice([expect.stringMatching(/^title: The JSON ends too early/)]),
    );
  });

  test("depth 10,000", async () => {
    const deep = `${"[".repeat(10_000)}1${"]".repeat(10_000)}`;
    expect(await outcomes(z.object({ deep: z.unknown() }), `{"deep":${deep}}`, 1000)).toEqual(
      twice([expect.stringContaining("nested deeper than")]),
    );
  });

  test("a wrapped value of the wrong kind is not taken for text", async () => {
    expect(await outcomes(z.string(), '{"value":7}')).toEqual(twice([expect.stringContaining("expected string")]));
    expect(await outcomes(z.string(), '{"value":"cut')).toEqual(
      twice([expect.stringMatching(/^value: The JSON ends too early/)]),
    );
  });

  test("another kind of value", async () => {
    expect(await outcomes(z.object({ n: z.number() }), '{"n":"7"}')).toEqual(twice([expect.stringMatching(/^n: /)]));
    expect(await outcomes(z.tuple([z.string(), z.number()]), '["a","b"]')).toEqual(
      twice([expect.stringMatching(/^1: /)]),
    );
  });
});
