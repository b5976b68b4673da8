import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDataUrl } from "./data-url.js";

test.each([
  ["data:image/png;base64,Zm9v", "image/png", "Zm9v"],
  ["DATA:image/png;BASE64,Zm9v", "image/png", "Zm9v"],
  ["data:;base64,Zm9v", undefined, "Zm9v"],
  ["data:text/plain;charset=utf-8;base64,Zm8=", "text/plain", "Zm8="],
  ["data:text/plain;base64,Zm8", "text/plain", "Zm8="],
  ["data:text/plain;base64,Zm%38%3D", "text/plain", "Zm8="],
  ["data:text/plain;base64,Z m\n8=", "text/plain", "Zm8="],
  ["data:,foo", undefined, "Zm9v"],
  ["data:,%66o%6F", undefined, "Zm9v"],
  [
    "data:application/octet-stream,%FF%00%zz",
    "application/octet-stream",
    Buffer.from([255, 0, 37, 122, 122]).toString("base64"),
  ],
])("%j", (url, mediaType, data) => {
  expect(parseDataUrl(url)).toEqual({ mediaType, data });
});

test.each([
  "data:image/png;base64",
  "data:image/png;base64,Zm9v!",
  "data:image/png;base64,Z",
  "data:;base64,Zm=9",
  "https://a.b/,c",
  "",
])("%j is none", (url) => {
  expect(parseDataUrl(url)).toBeNull();
});

test("reads the same bytes as fetch, of any body", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
      const url = `data:text/plain,${encodeURI(text).replaceAll("#", "%23")}`;
      const theirs = Buffer.from(await (await fetch(url)).arrayBuffer()).toString("base64");
      expect(parseDataUrl(url)?.data).toBe(theirs);
    }),
  );
});
