import { CallOptionsError } from "../errors.js";

/** A file that was read: what `imagePart`, `audioPart` and `documentPart` take as a source. */
export interface FileContents {
  readonly bytes: Uint8Array;
  /** The last part of the path; a document goes by it. */
  readonly filename: string;
}

/**
 * Reads a file for a part: `imagePart(await fromFile("cat.png"))`. The only place of this library that opens a path, and
 * never by itself. A file that cannot be read rejects with the runtime's own error (`ENOENT` …).
 *
 * Throws `CallOptionsError` in a runtime without a file system: there, pass bytes or a Blob.
 */
export async function fromFile(path: string | URL): Promise<FileContents> {
  // Asked of the process at run time (Node 22.3, Deno 2, Bun 1.1 and later): an `import` of a Node module, also one that
  // is never reached, breaks the build of every browser bundle that has this file in it.
  const files = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:fs/promises");
  if (!files) {
    throw new CallOptionsError(
      `fromFile(${JSON.stringify(String(path))}): this runtime has no files. Pass the bytes (Uint8Array) or a Blob instead.`,
    );
  }
  const named = path instanceof URL ? decodeURIComponent(path.pathname) : path;
  return { bytes: await files.readFile(path), filename: named.replace(/^.*[\\/]/s, "") };
}
