import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CallOptionsError } from "../errors.js";
import { fromFile } from "./from-file.js";
import { documentPart } from "./media.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zoetrope-"));
  await writeFile(join(folder, "an é.pdf"), "%PDF-1.4");
});
afterAll(() => rm(folder, { recursive: true }));

test("reads a file, by path or file: URL, for a part", async () => {
  const path = join(folder, "an é.pdf");
  const part = documentPart(await fromFile(path));
  expect(part).toEqual({
    type: "document",
    filename: "an é.pdf",
    source: { type: "base64", data: "JVBERi0xLjQ=", mediaType: "application/pdf" },
  });
  expect(documentPart(await fromFile(pathToFileURL(path)))).toEqual(part);
});

test("a file that is not there is the runtime's own error", async () => {
  await expect(fromFile(join(folder, "none.png"))).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([undefined, {}])(
  "a runtime whose process is %j has no files, and the error says what to pass",
  async (process) => {
    vi.stubGlobal("process", process);
    try {
      const failed = await fromFile("a.png").catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(CallOptionsError);
      expect(String(failed)).toContain('fromFile("a.png"): this runtime has no files. Pass the bytes');
    } finally {
      vi.unstubAllGlobals();
    }
  },
);
