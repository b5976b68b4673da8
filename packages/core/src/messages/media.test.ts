import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { CallOptionsError } from "../errors.js";
import { audioPart, documentPart, imagePart } from "./media.js";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngText = "iVBORw0KGgo=";
const wav = new Uint8Array(Buffer.from("RIFF\0\0\0\0WAVE", "latin1"));
const pdf = new Uint8Array(Buffer.from("%PDF-1.4"));

describe("bytes", () => {
  test("are told by their first ones, and stand in the part as text", () => {
    expect(imagePart(png)).toEqual({
      type: "image",
      source: { type: "base64", data: pngText, mediaType: "image/png" },
    });
    expect(audioPart(wav).source).toMatchObject({ mediaType: "audio/wav" });
    expect(documentPart(pdf).source).toMatchObject({ mediaType: "application/pdf", data: "JVBERi0xLjQ=" });
  });

  test("what the caller does to the array later changes nothing", () => {
    const bytes = png.slice();
    const part = imagePart(bytes);
    bytes.fill(0);
    expect(part.source).toMatchObject({ data: pngText });
  });

  test("a view into a bigger buffer is only that view", () => {
    const all = new Uint8Array([1, 2, ...png, 3]);
    expect(imagePart(all.subarray(2, 10)).source).toMatchObject({ data: pngText });
    expect(imagePart(Buffer.from(png)).source).toMatchObject({ data: pngText });
  });

  test("of another realm are bytes too", () => {
    const foreign: Uint8Array = runInNewContext("new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])");
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    expect(imagePart(foreign).source).toMatchObject({ data: pngText });
  });

  test("of an unknown kind need a media type", () => {
    const svg = new TextEncoder().encode("<svg/>");
    expect(() => imagePart(svg)).toThrow('Name it: imagePart(source, { mediaType: "image/png" })');
    expect(imagePart(svg, { mediaType: "image/svg+xml" }).source).toMatchObject({ mediaType: "image/svg+xml" });
    expect(documentPart(svg, { mediaType: "text/plain" }).source).toMatchObject({ mediaType: "text/plain" });
  });

  test("of no length are an error", () => {
    expect(() => imagePart(new Uint8Array())).toThrow("the image is empty");
    expect(() => imagePart("data:image/png;base64,")).toThrow("the image is empty");
  });
});

describe("the wrong kind names the right builder", () => {
  test.each([
    [() => imagePart(wav), "Use audioPart"],
    [() => audioPart(png), "Use imagePart"],
    [() => imagePart(pdf), "Use documentPart"],
    [() => imagePart(png, { mediaType: "audio/wav" }), "Use audioPart"],
    [() => documentPart(pdf, { mediaType: "pdf" }), '"pdf" is no media type of a document'],
  ])("%#", (make, message) => {
    expect(make).toThrow(CallOptionsError);
    expect(make).toThrow(message);
  });
});

describe("URLs", () => {
  test("http(s) ones are passed on as they are", () => {
    expect(imagePart("https://a.example/x.png?y=1").source).toEqual({
      type: "url",
      url: "https://a.example/x.png?y=1",
    });
    expect(imagePart(new URL("http://a.example/x"), { mediaType: "image/jpg" }).source).toEqual({
      type: "url",
      url: "http://a.example/x",
      mediaType: "image/jpeg",
    });
  });

  test("data: ones are read; their bytes count before what they declare", () => {
    expect(imagePart(`data:image/gif;base64,${pngText}`).source).toEqual({
      type: "base64",
      data: pngText,
      mediaType: "image/png",
    });
    expect(imagePart("data:image/svg+xml,%3Csvg/%3E").source).toMatchObject({
      mediaType: "image/svg+xml",
      data: Buffer.from("<svg/>").toString("base64"),
    });
    expect(() => imagePart("data:image/png;base64,???")).toThrow("holds no base64");
  });

  // P9: a template value that is a path or URL is opened.
  test.each([
    "cat.png",
    "/etc/passwd",
    "file:///etc/passwd",
    "C:\\cat.png",
    "",
    "ftp://a/b",
    "http://",
    "HTTPS",
    pngText,
  ])("%j is neither opened nor fetched, but an error that names fromFile", (path) => {
    expect(() => imagePart(path)).toThrow(CallOptionsError);
    expect(() => imagePart(path)).toThrow("await fromFile(path)");
  });

  test("nothing is fetched", () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    imagePart("https://a.example/cat.png");
    documentPart("https://a.example/a.pdf");
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  test("an error shows only the start of a long text", () => {
    expect(() => imagePart("A".repeat(10_000))).toThrow(/^.{0,400}$/);
  });
});

test("a Blob waits in the part, with the media type that was given", () => {
  const blob = new Blob([png]);
  expect(imagePart(blob, { mediaType: "image/png", detail: "low" })).toEqual({
    type: "image",
    detail: "low",
    source: { type: "blob", blob, mediaType: "image/png" },
  });
});

test("a document goes by the given name, else by its file's", () => {
  expect(documentPart(pdf)).not.toHaveProperty("filename");
  expect(documentPart(pdf, { filename: "a.pdf" }).filename).toBe("a.pdf");
  expect(documentPart({ bytes: pdf, filename: "b.pdf" }).filename).toBe("b.pdf");
  expect(documentPart(new File([pdf], "c.pdf")).filename).toBe("c.pdf");
  expect(documentPart(new File([pdf], "c.pdf"), { filename: "d.pdf" }).filename).toBe("d.pdf");
});

test("what is no source is an error", () => {
  // @ts-expect-error A number is no source.
  expect(() => imagePart(1)).toThrow("imagePart got number");
  // @ts-expect-error Nor is null.
  expect(() => documentPart(null)).toThrow("documentPart got null");
});
