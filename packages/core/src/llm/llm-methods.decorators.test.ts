import { expect, it } from "vitest";
import { createLlmCall, override, prompt, type CallResponse, type Stream } from "../index.js";
import { tiny } from "../testing/__fixtures__/tiny-provider.js";
import { tinyClient } from "../testing/__fixtures__/tiny-client.js";

const llm = createLlmCall(tiny);
const client = tinyClient([{ says: "Yes", end: "done" }, [{ says: "No", end: "done" }], { says: "So", end: "done" }]);

class Librarian {
  constructor(readonly shelf: string) {}

  @llm("tiny:tiny-1", { client })
  recommend(genre: string): Promise<CallResponse> {
    return prompt`Recommend a ${genre} book from the ${this.shelf} shelf`;
  }

  @llm("tiny:tiny-1", { client, stream: true })
  static another(genre: string): Stream {
    return prompt`Another ${genre} book`;
  }
}

it("decorates methods, of which override makes functions that keep their object", async () => {
  const librarian = new Librarian("top");
  expect((await librarian.recommend("new")).content).toBe("Yes");
  expect((await Librarian.another("old").response()).content).toBe("No");
  const moved = override(librarian.recommend, { model: "tiny:tiny-2" });
  expect((await moved.call(librarian, "good")).content).toBe("So");
  expect(client.bodies).toMatchObject([
    { model: "tiny-1", turns: [{ says: "Recommend a new book from the top shelf" }] },
    { model: "tiny-1", turns: [{ says: "Another old book" }] },
    { model: "tiny-2", turns: [{ says: "Recommend a good book from the top shelf" }] },
  ]);
});
