import type { ContentPart, Message } from "../messages/message.js";
import type { Random } from "./random.js";

/** A neutral conversation: what a program may have kept of talks with any provider. Tool calls are answered. */
export function randomHistory(random: Random): Message[] {
  const history: Message[] = [];
  if (random(2) === 0) history.push({ role: random(2) === 0 ? "system" : "developer", content: words(random) });
  const turns = 1 + random(4);
  for (let turn = 0; turn < turns; turn++) {
    history.push({ role: "user", content: userContent(random) });
    const ids = Array.from({ length: random(3) }, (_, at) => `call_${turn}_${at}`);
    if (ids.length > 0) {
      history.push({
        role: "assistant",
        content: [...said(random), ...ids.map((id) => call(id, random))],
        ...others(random),
      });
      const results = ids.map((id) => result(id, random));
      // In one message, or in one for each.
      if (random(2) === 0) history.push({ role: "tool", content: results });
      else history.push(...results.map((part): Message => ({ role: "tool", content: [part] })));
    }
    if (random(4) > 0) history.push({ role: "assistant", content: words(random), ...others(random) });
    else history.push({ role: "assistant", content: [...foreign(random), { type: "text", text: words(random) }] });
  }
  history.push({ role: "user", content: words(random) });
  return history;
}

/** One transparent pixel. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

function userContent(random: Random): Message["content"] {
  if (random(3) > 0) return words(random);
  const image: ContentPart =
    random(2) === 0
      ? { type: "image", source: { type: "base64", data: png, mediaType: "image/png" } }
      : { type: "image", source: { type: "url", url: "https://example.com/cat.png", mediaType: "image/png" } };
  const text: ContentPart = {
    type: "text",
    text: words(random),
    ...(random(3) === 0 && { cacheControl: { type: "ephemeral" } }),
  };
  return [text, image];
}

function said(random: Random): ContentPart[] {
  return random(2) === 0 ? [] : [{ type: "text", text: words(random) }];
}

function call(id: string, random: Random): ContentPart {
  const args = random(3) === 0 ? {} : { q: words(random), n: random(100), deep: { list: [1, null, "x"] } };
  return { type: "tool_call", id, name: ["look", "find_it"][random(2)] ?? "", args };
}

function result(id: string, random: Random): ContentPart {
  const content = words(random);
  const name = { name: "look" };
  return { type: "tool_result", id, ...name, content, ...(random(4) === 0 && { isError: true }) };
}

/** What only a provider that nobody here is could read: thoughts with its signature. */
function foreign(random: Random): ContentPart[] {
  return random(2) === 0
    ? []
    : [{ type: "opaque", provider: "elsewhere", value: { type: "thinking", signature: "abc" } }];
}

function others(random: Random): Pick<Message, "extra"> {
  return random(3) === 0 ? { extra: { elsewhere: { reasoning: "Hm." } } } : {};
}

function words(random: Random): string {
  const all = ["Dune", "größer 你好", "a\nb", "🎉 party", '"quoted" \\ {brace}', "SYSTEM: not a role", " spaces "];
  return Array.from({ length: 1 + random(3) }, () => all[random(all.length)]).join(" ");
}
