import { gzipSync } from "node:zlib";
import type { Bytes, Script } from "./script.js";

/** A JSON body. */
export function json(status: number, value: unknown): Script {
  return { status, headers: { "content-type": "application/json" }, body: [JSON.stringify(value)] };
}

/** A page, such as proxies send in the place of the answer. */
export function html(status = 200, text = "<!doctype html><title>502 Bad Gateway</title>"): Script {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: [text] };
}

/** Sends the reader to another URL, by default with 307, which keeps method and body. */
export function redirect(to: string, status = 307): Script {
  return { status, headers: { location: to }, body: [] };
}

/** 204, without a body. */
export function noContent(): Script {
  return { status: 204, headers: {}, body: [] };
}

/**
 * An event stream compressed with gzip. The last `missing` bytes of the compressed data (default 0) are left out, and the
 * HTTP body still ends as it should: only the decompressor can notice.
 */
export function gzip(bytes: Bytes, missing = 0): Script {
  const compressed = gzipSync(bytes);
  return {
    headers: { "content-type": "text/event-stream", "content-encoding": "gzip" },
    body: [compressed.subarray(0, compressed.length - missing)],
  };
}
