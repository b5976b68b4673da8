import { describe, expect, it } from "vitest";
import { renderMedia } from "./render-media.js";

const fail = (problem: string, cause?: unknown): Error => new Error(`value ${problem}`, { cause });
const url = "https://example.com/a.png";
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

describe("renderMedia", () => {
  it("passes a part of the kind with the placeholder's options over its own", () => {
    const part = { type: "image", source: { type: "url", url }, detail: "low" };
    expect(renderMedia("image", part, fail, {})).toEqual(part);
    expect(renderMedia("image", part, fail, { detail: "high" })).toEqual({ ...part, detail: "high" });
  });

  it.each([
    ["a string", url],
    ["a URL", new URL(url)],
  ])("takes %s as a URL", (_, value) => {
    expect(renderMedia("image", value, fail, { detail: "low" })).toEqual({
      type: "image",
      source: { type: "url", url },
      detail: "low",
    });
  });

  it.each([
    ["bytes", png],
    ["a view of them", new DataView(png.buffer)],
    ["a file's bytes", { bytes: png, mediaType: "image/png" }],
  ])("takes %s", (_, value) => {
    expect(renderMedia("image", value, fail, {})).toMatchObject({ type: "image", source: { mediaType: "image/png" } });
  });

  it.each([
    ["null", null],
    ["a number", 7],
    ["an object", {}],
    ["bytes that are none", { bytes: "iVBOR" }],
    ["a part of another kind", { type: "audio", source: { type: "url", url } }],
    ["a part without a source", { type: "image" }],
    ["a kind without a part", { source: { type: "url", url } }],
  ])("refuses %s in words", (_, value) => {
    expect(() => renderMedia("image", value, fail, {})).toThrow(
      "value is no image: give it a Uint8Array, a Blob, a data: or http(s) URL, or await fromFile(path)",
    );
  });

  it("keeps the cause of what cannot be read", () => {
    expect(() => renderMedia("image", "ftp://example.com/a", fail, {})).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^value is no image: ./), cause: expect.any(Error) }),
    );
  });
});
