import { Messages, type Message } from "@zoetrope/core";
import { expect, it } from "vitest";
import { google, googleCall } from "../index.js";

it.each<[string, Message]>([
  ["an empty text", { role: "assistant", content: "" }],
  ["no parts", { role: "assistant", content: [] }],
])("sends no empty contents, which Google refuses: %s", async (_what, empty) => {
  const { contents } = await googleCall("m")(() => [Messages.user("a"), empty, Messages.user("b")]).toRequest();
  expect(contents).toHaveLength(2);
});

it("tells that a later system message is sent before all others, as Anthropic's provider does", async () => {
  const { warnings } = await google.convert([Messages.user("a"), Messages.system("S"), Messages.user("b")]);
  expect(warnings).toHaveLength(1);
});
