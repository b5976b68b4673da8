import { cut, done, pause, reset, sse, stall, startTestServer, type Script, type Step } from "@zoetrope/test-server";
import { loadPlan } from "./load-plan.js";

/** What a request asks for, as JSON in its prompt. */
export type LoadRequest =
  | { readonly kind: "plan"; readonly stream: number; readonly chunks: number }
  | { readonly kind: "large"; readonly chunks: number; readonly size: number }
  | { readonly kind: "endless"; readonly breaksAfter: number | null };

const base = { id: "chatcmpl-load", object: "chat.completion.chunk", created: 1_700_000_000, model: "load-model" };
const content = (text: string): object => ({
  ...base,
  choices: [{ index: 0, delta: { content: text }, finish_reason: null }],
});
const end = [...sse({ ...base, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }), done()].join("");
// Closed behind the answer, so that no connection is kept on purpose and every one that is left was lost.
const headers = { "content-type": "text/event-stream", connection: "close" };

/** The process that `startLoadServer` forks: a server out of the way of what is measured. */
const server = await startTestServer();
server.reply(({ body }) => {
  const { messages }: { messages: readonly { content: string }[] } = JSON.parse(body);
  const request: LoadRequest = JSON.parse(messages[0]?.content ?? "");
  return { headers, body: stepsFor(request) } satisfies Script;
});
process.send?.(server.url);
process.once("disconnect", () => process.exit());

function stepsFor(request: LoadRequest): Step[] {
  switch (request.kind) {
    case "plan":
      return planned(request.stream, request.chunks);
    case "large": {
      const event = sse(content("x".repeat(request.size))).join("");
      return [...Array.from({ length: request.chunks }, () => event), end];
    }
    case "endless": {
      const event = sse(content("12345678")).join("");
      const { breaksAfter } = request;
      if (breaksAfter === null) return [...Array.from({ length: 20 }, () => event), stall()];
      return [...Array.from({ length: breaksAfter }, () => event), breaksAfter % 2 === 0 ? cut() : reset()];
    }
  }
}

function planned(stream: number, chunks: number): Step[] {
  const { texts, writes, fault } = loadPlan(stream, chunks);
  const events = texts.map((text) => sse(content(text)).join(""));
  const steps: Step[] = [];
  for (let at = 0, write = 0; at < events.length; write++) {
    const count = writes[write % writes.length] ?? 1;
    steps.push(events.slice(at, at + count).join(""));
    at += count;
  }
  switch (fault) {
    case null:
      return [...steps, end];
    case "cut":
      return [...steps, cut()];
    case "reset":
      // What the reader's system has not handed over by then is dropped, so it gets the time to.
      return [...steps, pause(200), reset()];
    case "error":
      return [...steps, ...sse({ error: { message: "overloaded", code: 529 } }), stall()];
    case "malformed":
      return [...steps, "data: {broken\n\n", stall()];
  }
}
