import type { Bytes } from "./script.js";

/** One server-sent event, `data: JSON` and a blank line, for each value. Spread into a body, each is a write of its own. */
export function sse(...values: readonly unknown[]): string[] {
  return values.map((value) => `data: ${JSON.stringify(value)}\n\n`);
}

/** The event that ends a stream of OpenAI's. */
export function done(): string {
  return "data: [DONE]\n\n";
}

/** Splits before the bytes at these offsets (counted in UTF-8 bytes, ascending), also inside a character. */
export function splitAt(bytes: Bytes, ...offsets: readonly number[]): Uint8Array[] {
  const whole = Buffer.from(bytes);
  return [0, ...offsets].map((start, i) => whole.subarray(start, offsets[i]));
}

/** Every byte as a write of its own. */
export function everyByte(bytes: Bytes): Uint8Array[] {
  return Array.from(Buffer.from(bytes), (byte) => Uint8Array.of(byte));
}
