import type { Action, Bytes } from "./script.js";

/** The head of an answer, as written: a line for each argument, and the blank one. */
export function head(status: string, ...headers: readonly string[]): string {
  return [status, ...headers, "", ""].join("\r\n");
}

/** One chunk of a chunked body; without bytes, the one that ends it. */
export function chunked(bytes: Bytes = ""): Uint8Array {
  const data = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]);
}

/** Closes this side of the connection (FIN) and goes on to read. */
export function halfClose(): Action {
  return ({ socket }) => void socket.end();
}
