import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";

const channel = "net.client.socket";

/** The connections that this process opens as a client, to whomever, from its making to its disposal; a server's own are not among them. */
export class ClientSockets implements Disposable {
  readonly #sockets = new Set<Socket>();
  #closed = 0;
  #bytesOfClosed = 0;
  readonly #onSocket = (message: unknown): void => {
    const socket: unknown = Object(message).socket;
    if (!(socket instanceof Socket)) return;
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#closed++;
      this.#bytesOfClosed += socket.bytesRead;
    });
  };

  constructor() {
    subscribe(channel, this.#onSocket);
  }

  /** Open now, of those that were asked something; to one port when it is given. */
  open(port?: number): number {
    const asked = [...this.#sockets].filter((socket) => socket.bytesWritten > 0);
    return port === undefined ? asked.length : asked.filter((socket) => socket.remotePort === port).length;
  }

  /**
   * Open now, and never asked anything: behind an abort Node's `fetch` connects once more at once, with whomever the request was made,
   * and gives that connection up after its keep-alive time of 4 s.
   */
  get unused(): number {
    return [...this.#sockets].filter((socket) => socket.bytesWritten === 0).length;
  }

  /** Opened in total. */
  get opened(): number {
    return this.#sockets.size + this.#closed;
  }

  /** Bytes that this process has read; what the system's buffers hold is not among them. */
  get bytesRead(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesRead, this.#bytesOfClosed);
  }

  [Symbol.dispose](): void {
    unsubscribe(channel, this.#onSocket);
  }
}
