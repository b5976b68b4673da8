import { OpenAIPrompt, callParams, promptTemplate } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

// Bytes, a Blob, a data: or http(s) URL, or `await fromFile(path)`. A path in a string is never opened.
@promptTemplate("Look at {photos:images(detail=low)} and tell me about {subject}")
@callParams({ model: "gpt-4o-mini" })
class Describe extends OpenAIPrompt.with({
  photos: z.array(z.union([z.instanceof(Uint8Array), z.url()])),
  subject: z.string(),
}) {}

/** A picture of one red pixel. */
const pixel = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"),
  (character) => character.charCodeAt(0),
);

await run(async (server) => {
  const describe = new Describe({ photos: [pixel, "https://example.com/cat.jpg"], subject: "these pictures" });
  const [message] = (await describe.toRequest()).messages;
  for (const part of message?.content ?? []) console.log(JSON.stringify(part).replace(/(?<=base64,.{12})[^"]*/, "…"));
  console.log((await describe.call(server)).content);
});
