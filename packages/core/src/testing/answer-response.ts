import type { ContractAnswer } from "./contract-run.js";

/** An answer as `fetch` would give it, read by read: for the `fetch` of an SDK's client. */
export function answerResponse({ reads, contentType }: ContractAnswer): Response {
  const left = reads.values();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const { done, value } = left.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, { headers: { "content-type": contentType } });
}
