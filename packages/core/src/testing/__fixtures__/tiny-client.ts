import type { TinyClient } from "./tiny-provider.js";

/** A client whose requests take these answers, one after the other: a list is a stream's events, an object a whole answer. */
export function tinyClient(
  answers: readonly (object | readonly object[] | Error)[],
): TinyClient & { readonly bodies: readonly object[] } {
  const bodies: object[] = [];
  const queue = [...answers];
  return {
    bodies,
    send(body, signal) {
      signal.throwIfAborted();
      // As it would go over a network.
      bodies.push(JSON.parse(JSON.stringify(body)));
      const answer = queue.shift();
      if (answer === undefined) return Promise.reject(new Error(`No answer is left for request ${bodies.length}.`));
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(Array.isArray(answer) ? events(answer) : Response.json(answer));
    },
  };
}

function events(list: readonly object[]): Response {
  const body = list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
