/** One reader over the two kinds of response bodies. */
export interface ByteReader {
  read(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>;
  /** Lets go of the body. Never throws. */
  cancel(): void;
}

/** A Node stream, which is what `node-fetch` gives as a body. */
interface NodeBody extends AsyncIterable<Uint8Array> {
  destroy?(): unknown;
}

export type Body = ReadableStream<Uint8Array> | NodeBody;

export function byteReader(body: Body): ByteReader {
  if ("getReader" in body) {
    const reader = body.getReader();
    return {
      read: () => reader.read(),
      cancel() {
        // A body that already broke rejects with the error that its last read reported: there is nobody left to tell.
        reader.cancel().catch(() => undefined);
      },
    };
  }
  const iterator = body[Symbol.asyncIterator]();
  return {
    // Async, for bodies that are written by hand, whose next() throws or gives no promise.
    read: async () => iterator.next(),
    cancel() {
      const close = async (): Promise<unknown> => (body.destroy ? body.destroy() : iterator.return?.());
      // An async function, because a body that is written by hand may throw here, or return no promise.
      close().catch(() => undefined);
    },
  };
}
