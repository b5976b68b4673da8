import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalMediaType, sniffMediaType } from "./media-type.js";

const bytes = (...pieces: (string | number)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(pieces.map((p) => (typeof p === "string" ? Buffer.from(p, "latin1") : Buffer.from([p])))),
  );

describe("a file's first bytes tell its type", () => {
  test.each([
    ["image/jpeg", bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, "JFIF")],
    ["image/png", bytes(0x89, "PNG", 13, 10, 26, 10, 0, 0, 0, 13, "IHDR")],
    ["image/gif", bytes("GIF87a", 1, 0)],
    ["image/gif", bytes("GIF89a", 1, 0)],
    ["image/webp", bytes("RIFF", 0x24, 0, 0, 0, "WEBPVP8 ")],
    ["image/heic", bytes(0, 0, 0, 24, "ftypheic", 0, 0, 0, 0, "mif1heic")],
    ["image/heic", bytes(0, 0, 0, 24, "ftypmif1", 0, 0, 0, 0, "mif1heix")],
    ["audio/wav", bytes("RIFF", 0x24, 8, 0, 0, "WAVEfmt ")],
    ["audio/mpeg", bytes("ID3", 4, 0)],
    ["audio/mpeg", bytes(0xff, 0xfb, 0x90, 0x64)],
    ["audio/mpeg", bytes(0xff, 0xf3, 0x40, 0xc4)],
    ["audio/flac", bytes("fLaC", 0, 0, 0, 34)],
    ["audio/ogg", bytes("OggS", 0, 2)],
    ["audio/aac", bytes(0xff, 0xf1, 0x50, 0x80)],
    ["audio/aac", bytes(0xff, 0xf9, 0x50, 0x80)],
    ["audio/aiff", bytes("FORM", 0, 0, 1, 0, "AIFFCOMM")],
    ["audio/aiff", bytes("FORM", 0, 0, 1, 0, "AIFCFVER")],
    ["application/pdf", bytes("%PDF-1.7\n")],
  ])("%s", (mediaType, head) => {
    expect(sniffMediaType(head)).toBe(mediaType);
  });
});

describe("what only looks like one is none", () => {
  test.each([
    ["nothing", bytes()],
    ["text", bytes("Hello, world")],
    ["text in UTF-16", bytes(0xff, 0xfe, "H", 0)],
    ["a RIFF of another kind", bytes("RIFF", 0, 0, 0, 0, "AVI LIST")],
    ["AVIF, which names mif1 too", bytes(0, 0, 0, 28, "ftypavif", 0, 0, 0, 0, "avifmif1miaf")],
    ["MP4, with a HEIC brand behind its first box", bytes(0, 0, 0, 20, "ftypisom", 0, 0, 0, 0, "isomheic")],
    ["a cut PNG", bytes(0x89, "PNG", 13)],
    ["an MPEG frame with the reserved bit rate", bytes(0xff, 0xfb, 0xf0, 0)],
    ["an MPEG frame of the reserved version", bytes(0xff, 0xeb, 0x90, 0)],
    ["MPEG audio of layer II", bytes(0xff, 0xfd, 0x90, 0)],
  ])("%s", (_, head) => {
    expect(sniffMediaType(head)).toBeUndefined();
  });
});

test("any bytes give a type or none, and no error", () => {
  const start = fc.constantFrom(bytes(), bytes(0, 0, 0, 99, "ftyp"), bytes(0xff), bytes("RIFF"));
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 40 }), (head, tail) => {
      const found = sniffMediaType(new Uint8Array([...head, ...tail]));
      expect(found === undefined || /^(image|audio|application)\/[a-z]+$/.test(found)).toBe(true);
    }),
  );
});

test("a media type has one name, whatever its case, its parameters and its aliases", () => {
  expect(normalMediaType("IMAGE/JPG")).toBe("image/jpeg");
  expect(normalMediaType(" audio/x-wav; codecs=1")).toBe("audio/wav");
  expect(normalMediaType("audio/mp3")).toBe("audio/mpeg");
  expect(normalMediaType("text/plain;charset=utf-8")).toBe("text/plain");
  expect(normalMediaType("constructor")).toBe("constructor");
});
