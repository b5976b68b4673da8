import { encodeBase64 } from "./base64.js";

/** What a `data:` URL holds. */
export interface DataUrl {
  /** As written, parameters left out; undefined when the URL names none. */
  readonly mediaType: string | undefined;
  /** The bytes as padded base64, also when the URL has them in percent encoding. */
  readonly data: string;
}

/** Reads a `data:` URL (RFC 2397, and forgiving like browsers: spaces, missing padding). Null when it is none or its data are no base64. */
export function parseDataUrl(url: string): DataUrl | null {
  const comma = url.indexOf(",");
  if (comma < 0 || !/^data:/i.test(url)) return null;
  const head = url.slice("data:".length, comma);
  const body = url.slice(comma + 1);
  const mediaType = head.replace(/;.*$/s, "").trim() || undefined;
  if (!/;\s*base64\s*$/i.test(head)) return { mediaType, data: encodeBase64(percentDecode(body)) };
  // Only touched where needed: the body may be megabytes of clean base64.
  const bare = /[%\s]/.test(body) ? new TextDecoder().decode(percentDecode(body)).replace(/\s/g, "") : body;
  const digits = bare.replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return null;
  return { mediaType, data: digits.padEnd(Math.ceil(digits.length / 4) * 4, "=") };
}

/** By byte, since `decodeURIComponent` throws for bytes that are no UTF-8. */
function percentDecode(text: string): Uint8Array {
  const escaped = new TextEncoder().encode(text);
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let at = 0; at < escaped.length; at += 1) {
    const code = escaped[at] === 0x25 ? String.fromCharCode(...escaped.subarray(at + 1, at + 3)) : "";
    const isEscape = /^[0-9a-f]{2}$/i.test(code);
    bytes[length] = isEscape ? Number.parseInt(code, 16) : (escaped[at] ?? 0);
    length += 1;
    if (isEscape) at += 2;
  }
  return bytes.subarray(0, length);
}
