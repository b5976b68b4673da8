import { setTimeout as sleep } from "node:timers/promises";
import type { Action } from "./script.js";

/** Sends nothing for so many milliseconds. The timer is cleared when the reader leaves. */
export function pause(ms: number): Action {
  return ({ gone }) => sleep(ms, undefined, { signal: gone });
}

/** Sends nothing ever again and keeps the connection open, until the reader or the test closes it. */
export function stall(): Action {
  return () => new Promise(() => {});
}

/** Closes the connection (FIN) in the middle of the body: the chunk that ends a chunked body is never sent. */
export function cut(): Action {
  return ({ socket }) => void socket.destroy();
}

/**
 * Resets the connection (RST). The reader's system may then drop what was sent but not yet read: where the test wants those
 * bytes read, hold a gate before this step.
 */
export function reset(): Action {
  return ({ socket }) => void socket.resetAndDestroy();
}

/** Sends `: keep-alive` comments until the reader leaves, as fast as it reads, or one every `everyMs` milliseconds. */
export function endlessComments(everyMs = 0): Action {
  return async (connection) => {
    for (;;) {
      await connection.write(": keep-alive\n\n");
      if (everyMs > 0) await sleep(everyMs, undefined, { signal: connection.gone });
    }
  };
}

/** Sends one event whose line, `data: xxx…`, has so many bytes (at least 6), made piece by piece as the reader takes it. */
export function longLine(bytes: number): Action {
  const start = "data: ";
  const piece = Buffer.alloc(64 * 1024, "x");
  return async ({ write }) => {
    await write(start);
    for (let missing = bytes - start.length; missing > 0; missing -= piece.length) {
      await write(piece.subarray(0, missing));
    }
    await write("\n\n");
  };
}
