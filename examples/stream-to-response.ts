import { openaiCall } from "@zoetrope/openai";
import { run } from "./support/run.js";

// A stream as a web `Response`, which the handlers of Hono, Next.js, Bun and Deno return; and, beside it, as the response that the call
// without `stream` would have given: `tee()` lets both read the one answer.
await run(async (server) => {
  const recommendBook = openaiCall("gpt-4o-mini", { ...server, stream: true })(
    (genre: string) => `Recommend a book about ${genre}`,
  );

  const stream = recommendBook("dragons");
  const [visitor] = stream.tee(1);
  // A request that the provider refuses throws here, while there is a status to choose.
  await stream.open();
  const page = visitor.toResponse({ format: "text" });
  const whole = stream.response();

  console.log(page.headers.get("content-type"));
  console.log(await page.text());
  const response = await whole;
  console.log(`Model: ${response.model}`);
  console.log(`Ending: ${response.ending?.status}`);
});
