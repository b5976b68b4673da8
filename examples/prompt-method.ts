import { openaiCall, prompt, promptTemplate, type OpenAICallResponse, type OpenAIStream } from "@zoetrope/openai";
import { run } from "./support/run.js";

// A method, decorated. What it declares to return is what the decorator makes of it.
await run(async (server) => {
  class Librarian {
    constructor(readonly shelf: string) {}

    @openaiCall("gpt-4o-mini", { ...server, stream: true })
    recommend(genre: string): OpenAIStream {
      return prompt`
        SYSTEM: You are a librarian of the ${this.shelf} shelf.
        USER: Recommend a book about ${genre}
      `;
    }

    // A template is filled from the method's first argument; {self.shelf} is a field of the object.
    @openaiCall("gpt-4o-mini", server)
    @promptTemplate("Find a book about {genre} at the {self.shelf} shelf")
    async find(_args: { genre: string }): Promise<OpenAICallResponse> {
      return prompt({ callParams: { temperature: 0 } });
    }
  }

  const librarian = new Librarian("top");
  for await (const [chunk] of librarian.recommend("dragons")) process.stdout.write(chunk.content);
  console.log();
  console.log((await librarian.find({ genre: "whales" })).content);
});
