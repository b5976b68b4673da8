import { OpenAIPrompt, callParams, openaiCall, prompt, promptTemplate, type StructuredStream } from "@zoetrope/openai";
import { createTestClient } from "@zoetrope/openai/testing";
import { expect, test } from "vitest";
import * as z from "zod";
import { streamed, whole } from "./__fixtures__/structured-answers.js";

const Book = z.object({ title: z.string() });
const client = createTestClient([
  whole('{"title":"Dune"}'),
  streamed('{"title":"Emma"}'),
  whole('{"title":"Ulysses"}'),
]);

class Librarian {
  constructor(readonly shelf: string) {}

  @openaiCall("m", { client, responseModel: Book })
  find(topic: string): Promise<z.output<typeof Book>> {
    return prompt`A book about ${topic} from the ${this.shelf} shelf`;
  }

  @openaiCall("m", { client, responseModel: Book, stream: true })
  recommend(topic: string): StructuredStream<typeof Book> {
    return prompt`Another about ${topic}`;
  }
}

@promptTemplate("The book in: {text}")
@callParams({ model: "m" })
class Extract extends OpenAIPrompt.with({ text: z.string() }) {}

test("methods and prompt classes return values, in either kind of decorator", async () => {
  const librarian = new Librarian("top");
  expect(await librarian.find("dunes")).toEqual({ title: "Dune" });
  expect(await librarian.recommend("matches").final()).toEqual({ title: "Emma" });
  expect((await new Extract({ text: "…" }).extract(Book, { client })).title).toBe("Ulysses");
  expect(client.requests.map(({ body }) => Object(body["messages"])[0].content)).toEqual([
    "A book about dunes from the top shelf",
    "Another about matches",
    "The book in: …",
  ]);
});
