import { describe, expect, test } from "vitest";
import { StreamTransportError } from "../errors.js";
import { readBody, readWhole, responseHint, type HTTPResponse } from "./http-response.js";
import { streamLimits } from "./stream-limits.js";

function response(fields: Partial<HTTPResponse> = {}): HTTPResponse {
  return { status: 200, headers: { get: () => null }, body: null, ...fields };
}

/** A body as node-fetch has it: these values, then the end, or what is thrown. */
function bodyOf(values: readonly (Uint8Array | undefined)[], thrown?: Error) {
  const seen = { reads: 0, isLeft: false };
  const next = async () => {
    const value = values[seen.reads++];
    if (seen.reads > values.length && thrown) throw thrown;
    return { done: seen.reads > values.length, value };
  };
  const iterator = { next } as AsyncIterator<Uint8Array>;
  return { seen, body: { [Symbol.asyncIterator]: () => iterator, destroy: () => (seen.isLeft = true) } };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe("what a head says", () => {
  test.each<[string, Partial<HTTPResponse>, string]>([
    ["nothing of a plain answer", {}, ""],
    ["its status", { status: 202 }, " Its status was 202."],
    ["nothing of an address that was asked itself", { url: "https://a.example/v1" }, ""],
    [
      "where it was redirected to, without what may be secret",
      { redirected: true, url: "https://user:pass@b.example/v1?key=secret" },
      " The request had been redirected to https://b.example/v1.",
    ],
    [
      "both",
      { status: 201, redirected: true, url: "https://b.example/" },
      " Its status was 201. The request had been redirected to https://b.example/.",
    ],
    ["nothing of a redirection to nowhere", { redirected: true }, ""],
  ])("is %s", (_, fields, hint) => {
    expect(responseHint(response(fields))).toBe(hint);
  });
});

describe("a body", () => {
  const limits = streamLimits({ totalBytes: 8, depth: 2 });

  test("is read to its end, whatever it is cut into", async () => {
    const { body } = bodyOf([bytes("a"), undefined, ...[...bytes("\u00e9!")].map((byte) => Uint8Array.of(byte))]);
    expect(await readBody(response({ body }), limits)).toBe("a\u00e9!");
    expect(await readBody(response(), limits)).toBe("");
  });

  test("that ends within a character has it as one that is missing", async () => {
    expect(await readBody(response({ body: bodyOf([Uint8Array.of(0xc3)]).body }), limits)).toBe("\ufffd");
  });

  test("may be as long as the limit; a longer one is left", async () => {
    const exact = bodyOf([bytes("1234"), bytes("5678")]);
    expect(await readBody(response({ body: exact.body }), limits)).toBe("12345678");
    expect(exact.seen.isLeft).toBe(false);
    const longer = bodyOf([bytes("1234"), bytes("56789"), bytes("0")]);
    await expect(readBody(response({ body: longer.body }), limits)).rejects.toMatchObject({
      name: "StreamLimitError",
      limit: "totalBytes",
      message: expect.stringContaining("The answer is longer than 8 bytes"),
    });
    expect(longer.seen).toEqual({ reads: 2, isLeft: true });
  });

  test("that is nested too deep is refused", async () => {
    const { body } = bodyOf([bytes("[[[0]]]")]);
    await expect(readBody(response({ body }), limits)).rejects.toMatchObject({
      limit: "depth",
      message: expect.stringContaining("The answer is nested deeper than 2 levels"),
    });
  });

  test("that breaks fails with the cause", async () => {
    const cause = new Error("reset");
    const { body } = bodyOf([bytes("a")], cause);
    const error: unknown = await readBody(response({ body }), limits).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StreamTransportError);
    expect(error).toMatchObject({ cause, message: expect.stringContaining("(reset)") });
  });
});

test("the errors of a whole answer say whose they are, and others stay as they are", async () => {
  const origin = { provider: "letters", requestId: "req_1" };
  expect(await readWhole(origin, () => 7)).toBe(7);
  const broken = new StreamTransportError("broke");
  await expect(readWhole(origin, () => Promise.reject(broken))).rejects.toBe(broken);
  expect([broken.provider, broken.requestId, broken.partial]).toEqual(["letters", "req_1", null]);
  const mine = new Error("mine");
  await expect(readWhole(origin, () => Promise.reject(mine))).rejects.toBe(mine);
  expect(Object.keys(mine)).toEqual([]);
});
