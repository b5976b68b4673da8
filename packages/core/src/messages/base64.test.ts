import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.js";

// RFC 4648, section 10.
test.each([
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["fooba", "Zm9vYmE="],
  ["foobar", "Zm9vYmFy"],
])("%j is %j", (text, base64) => {
  const bytes = new TextEncoder().encode(text);
  expect(encodeBase64(bytes)).toBe(base64);
  expect(decodeBase64(base64)).toEqual(bytes);
});

test("agrees with Node's Buffer on any bytes, also on a view into the middle of a buffer", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(10), (all, start) => {
      const bytes = all.subarray(start);
      const text = encodeBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(Array.from(decodeBase64(text))).toEqual(Array.from(bytes));
    }),
  );
});
