import type { ContentPart, Message } from "../messages/message.js";
import type { Provider } from "../provider/provider.js";
import type { ProviderTypes } from "../provider/provider-types.js";
import { randomHistory } from "./random-history.js";
import { seeded } from "./random.js";

/** What is wrong with a provider's conversion of random neutral histories: the first fault, in words; null where there is none. */
export async function historyFaults<Types extends ProviderTypes>(
  provider: Provider<Types>,
  count: number,
): Promise<string | null> {
  for (let seed = 0; seed < count; seed++) {
    const fault = await historyFault(provider, randomHistory(seeded(seed)));
    if (fault !== null) return `history with seed ${seed}: ${fault}`;
  }
  return null;
}

async function historyFault<Types extends ProviderTypes>(
  provider: Provider<Types>,
  history: readonly Message[],
): Promise<string | null> {
  const before = JSON.stringify(history);
  const { messages, warnings = [] } = await provider.convert(history);
  if (JSON.stringify(history) !== before) return "the given messages were changed";
  // As it is stored: what only the objects know is no part of a history.
  const stored = JSON.parse(JSON.stringify(messages)) as Message[];
  const back = stored.map((message) => provider.toNeutral(message));
  const wanted = history.flatMap(itemsOf);
  const seen = back.flatMap(itemsOf);
  const missing = without(wanted, seen);
  const added = without(seen, wanted);
  // A part that is sent in another form is missing in the one and added in the other.
  if (missing.length > warnings.length || added.length > warnings.length) {
    const [item] = missing.length > warnings.length ? missing : added;
    return `${JSON.stringify(item)} ${item === missing[0] ? "was lost" : "came up"}, and ${warnings.length} warnings tell: ${warnings.join(" ")}`;
  }
  const kept = new Set(seen.map((item) => JSON.stringify(item)));
  const order = wanted.filter((item) => kept.has(JSON.stringify(item)));
  const found = seen.filter((item) => order.some((one) => JSON.stringify(one) === JSON.stringify(item)));
  return JSON.stringify(order.map(({ who }) => who)) === JSON.stringify(found.map(({ who }) => who))
    ? null
    : "the order of the speakers is another";
}

/** One thing that somebody said, called or answered. */
interface Item {
  readonly who: "system" | "user" | "assistant" | "tool";
  readonly what: unknown;
}

function itemsOf({ role, content }: Message): Item[] {
  const who = role === "developer" ? "system" : role;
  const parts: readonly ContentPart[] = typeof content === "string" ? [{ type: "text", text: content }] : content;
  return parts.flatMap((part): Item[] => {
    switch (part.type) {
      case "text":
        return part.text === "" ? [] : [{ who, what: part.text }];
      case "tool_call":
        return [{ who, what: { id: part.id, name: part.name, args: part.args } }];
      case "tool_result":
        return [{ who: "tool", what: { id: part.id, answer: textOf(part.content) } }];
      case "image":
        return [{ who, what: part.source.type === "url" ? part.source.url : "an image" }];
      default:
        return [{ who, what: part }];
    }
  });
}

function textOf(content: string | readonly ContentPart[]): string {
  return typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function without(items: readonly Item[], others: readonly Item[]): Item[] {
  const left = others.map((item) => JSON.stringify(item));
  return items.filter((item) => {
    const at = left.indexOf(JSON.stringify(item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
