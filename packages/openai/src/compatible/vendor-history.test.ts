import { Messages, imagePart, type Message } from "@zoetrope/core";
import { expect, it } from "vitest";
import { openaiCall } from "../index.js";
import { openaiCompatible } from "./openai-compatible.js";
import { vendors } from "./vendors.js";

const mistral = openaiCompatible(vendors.mistral);
const png =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

it("explain names where a renamed param comes from", async () => {
  const said = await mistral
    .call("m", { callParams: { seed: 3, maxTokens: 5 } })(() => "?")
    .explain();
  expect(said).toContain("random_seed: 3 ← decorator");
  expect(said).toContain("max_tokens: 5 ← decorator");
});

it("Mistral takes a history with another provider's tool calls (ids of 9 letters and digits)", async () => {
  const history: Message[] = [
    Messages.user("?"),
    Messages.assistant([{ type: "tool_call", id: "call_PTLP8xhu3uwZk4l3nlnrrJha", name: "x", args: {} }]),
    Messages.tool({ type: "tool_result", id: "call_PTLP8xhu3uwZk4l3nlnrrJha", content: "1" }),
  ];
  const { messages } = await mistral
    .call("m")(() => history)
    .toRequest();
  const [, asked, answered] = messages.map((message) => Object(message));
  expect(asked.tool_calls[0].id).toMatch(/^[a-zA-Z0-9]{9}$/);
  expect(answered.tool_call_id).toBe(asked.tool_calls[0].id);
});

it("tells of reasoning that a vendor does not take back", async () => {
  const thought: Message = { role: "assistant", content: "Hi", extra: { openai: { reasoning: "Hm." } } };
  const { warnings } = await mistral.provider.convert([Messages.user("?"), thought, Messages.user("!")]);
  expect(warnings).toEqual(["messages[1]: the reasoning is left out, because Mistral takes none back."]);
});

it("goes on with a history in which another provider's model made a picture, and tells what is left out", async () => {
  const history = [Messages.user("?"), Messages.assistant(["Here:", imagePart(png)]), Messages.user("!")];
  const { messages } = await openaiCall("m")(() => history).toRequest();
  expect(messages).toHaveLength(3);
});
