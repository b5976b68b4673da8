import type { OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";

/** Strings are sent as UTF-8. */
export type Bytes = string | Uint8Array;

/** What an action gets to work with: one response, on its way to one reader. */
export interface Connection {
  readonly socket: Socket;
  /** Aborted when the response is over: because the reader left, because a step broke it off, or after its regular end. */
  readonly gone: AbortSignal;
  /**
   * Sends bytes of the body as a write of their own. Resolves when the operating system has taken them, so it waits while
   * the reader is slow, and never resolves once the reader has left.
   */
  write(bytes: Bytes): Promise<void>;
}

/** Anything that can happen besides bytes. It is abandoned, not awaited, when the reader leaves. */
export type Action = (connection: Connection) => void | Promise<void>;

/** One step of a body: bytes, sent as one write, or an action. */
export type Step = Bytes | Action;

/** How one request is answered. After the last step the body is ended as HTTP wants it. */
export interface Script {
  /** Default 200. */
  readonly status?: number;
  /** Default: `content-type: text/event-stream` and nothing else. */
  readonly headers?: OutgoingHttpHeaders;
  /** What happens between the request and the status line: `[pause(50)]`, `[stall()]`, `[gate.hold]`, `[reset()]`. */
  readonly beforeHeaders?: readonly Action[];
  readonly body: readonly Step[];
}
