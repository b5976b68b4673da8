import { decodeBase64, encodeBase64 } from "@zoetrope/core";

/**
 * Base64 that arrived in pieces, each encoded by itself, as one. Pieces whose length is no multiple of three end in padding, and a
 * decoder stops at the first of those.
 */
export function joinBase64(data: string): string {
  if (!/=[^=]/.test(data)) return data;
  const pieces = (data.match(/[^=]+=*/g) ?? []).map(decodeAudio);
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return encodeBase64(joined);
}

/** What can be read of it: a piece may be cut inside a group of four, or be no base64 at all, and no accessor may throw for that. */
export function decodeAudio(data: string): Uint8Array {
  const sound = data.replace(/[^A-Za-z0-9+/]/g, "");
  return decodeBase64(sound.length % 4 === 1 ? sound.slice(0, -1) : sound);
}
