import type { ServerResponse } from "node:http";
import type { Connection, Script } from "./script.js";

/**
 * Plays a script as the response. Resolves when it was played to its end or the reader left; rejects when a step throws or
 * the script cannot be sent (a bad status or header). `onSent` is told the bytes of each write that the system has taken.
 */
export async function playScript(
  script: Script,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): Promise<void> {
  const left = new AbortController();
  const gone = new Promise<void>((resolve) => left.signal.addEventListener("abort", () => resolve(), { once: true }));
  response.once("close", () => left.abort());

  const connection: Connection = {
    socket: response.req.socket,
    gone: left.signal,
    write: (bytes) =>
      new Promise((resolve) => {
        response.write(bytes, (error) => {
          // An error here means that the socket broke. Its "close" ends the script, so this write just stays unanswered.
          if (error) return;
          onSent(Buffer.byteLength(bytes));
          afterOneTurn(resolve);
        });
      }),
  };
  // A step that never settles is dropped here with all that waits on it, so no step needs to watch for the reader.
  await Promise.race([gone, run(script, response, connection)]);
}

async function run(script: Script, response: ServerResponse, connection: Connection): Promise<void> {
  const { status = 200, headers = { "content-type": "text/event-stream" }, beforeHeaders = [], body } = script;
  for (const action of beforeHeaders) {
    await action(connection);
    if (connection.gone.aborted) return;
  }
  response.writeHead(status, headers);
  // Node would keep the headers back until the first byte of the body, and a stalled body has none.
  response.flushHeaders();
  await new Promise<void>(afterOneTurn);
  for (const step of body) {
    if (connection.gone.aborted) return;
    await (typeof step === "function" ? step(connection) : connection.write(step));
  }
  response.end();
}

/**
 * Calls back after a full turn of the event loop. A single `setImmediate` may run in the same turn, before a reader in this
 * process was polled, and two writes would then arrive as one read.
 */
function afterOneTurn(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
