import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { openaiCall } from "@zoetrope/openai";
import { Hono } from "hono";
import { run } from "./support/run.js";

// A stream as the answer of a web server. A visitor who leaves closes the connection to the provider; one who reads slowly slows it down.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (topic: string) => `Recommend a book about ${topic}`,
  );

  const app = new Hono();
  app.get("/books/:topic", async (context) => {
    const stream = recommendBook(context.req.param("topic"));
    // A request that the provider refuses throws here, while there is a status to choose. Later it could only end the body.
    await stream.open();
    return stream.toResponse({ format: "sse" });
  });
  let refused: unknown;
  app.onError((error, context) => {
    refused = error;
    return context.text("The model cannot be asked now.", 502);
  });

  const site = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  try {
    await once(site, "listening");
    // Only a server on a pipe has an address of another kind.
    const { port } = site.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/books/dragons`);
    if (!response.ok || !response.body) throw refused;
    console.log(response.headers.get("content-type"));
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) process.stdout.write(text);
  } finally {
    site.close();
  }
});
