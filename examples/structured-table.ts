import { openaiCall, type DeepPartial } from "@zoetrope/openai";
import { z } from "zod";
import { run } from "./support/run.js";

const Book = z.object({ title: z.string(), author: z.string(), pages: z.int() });
const fields = ["title", "author", "pages"] as const;

function row(name: string, value: unknown): string {
  return `│ ${name.padEnd(8)} │ ${String(value ?? "").padEnd(20)} │`;
}

function table(book: DeepPartial<z.input<typeof Book>>): string {
  const line = "─".repeat(33);
  return [`┌${line}┐`, ...fields.map((name) => row(name, book[name])), `└${line}┘`].join("\n");
}

// What is yielded is one object that grows: strings by what arrives, everything else when it is complete.
await run(async (server) => {
  const recommend = openaiCall("gpt-4o-mini", { ...server, responseModel: Book, stream: true })(
    (topic: string) => `Recommend a book about ${topic}`,
  );

  const stream = recommend("dragons");
  let drawn = false;
  for await (const book of stream) {
    // In a terminal each table is drawn over the one before it.
    if (drawn && process.stdout.isTTY) process.stdout.write("\u001b[5A");
    console.log(table(book));
    drawn = true;
  }
  const { title, pages } = await stream.final();
  console.log(`Validated: ${title}, ${pages} pages`);
});
