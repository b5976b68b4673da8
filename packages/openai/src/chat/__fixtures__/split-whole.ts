import { seeded } from "@zoetrope/test-server";

/**
 * Makes of a whole completion a stream that adds up to it, as a server would send it. It imports nothing of the library, so that
 * both are not wrong in the same way.
 */

type JSONObject = Readonly<Record<string, unknown>>;
type Random = (below: number) => number;

/** The body of the stream: role and the other fields of a message first, then the answer in small pieces, usage last. */
export function splitWhole(whole: string, seed: number): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  const { choices, usage, object: _, ...fields } = asObject(JSON.parse(whole));
  const everywhere = Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value !== "object"));
  const streams = asList(choices).map((choice) => splitChoice(choice, random));
  const chunks: JSONObject[] = interleave(streams, random).map((choice) => ({ ...everywhere, choices: [choice] }));
  if (usage) chunks.push({ ...everywhere, choices: [], usage });
  // Lists and objects once, with the first chunk.
  const events = chunks.map((chunk, i) => ({ ...(i === 0 ? fields : {}), ...chunk, object: "chat.completion.chunk" }));
  const lines = [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`);
  return new TextEncoder().encode(lines.join(""));
}

/** The choice of each chunk, in order. */
function splitChoice(choice: JSONObject, random: Random): JSONObject[] {
  const { index, message, delta: _, finish_reason, logprobs, ...last } = choice;
  const deltas = splitMessage(asObject(message), random);
  const tokens = { content: asList(asObject(logprobs).content), refusal: asList(asObject(logprobs).refusal) };
  const chunks = deltas.map((delta, i) => {
    // Tokens go with the first deltas, one each, the rest with the last: where they stand proves nothing.
    const these = (list: JSONObject[]): JSONObject[] =>
      i === deltas.length - 1 ? list.slice(i) : list.slice(i, i + 1);
    const piece = { content: these(tokens.content), refusal: these(tokens.refusal) };
    const shown = logprobs ? nullWhereNull(piece, asObject(logprobs)) : logprobs;
    return { index, delta, ...(logprobs === undefined ? {} : { logprobs: shown }), finish_reason: null };
  });
  return [...chunks, { ...last, index, delta: {}, finish_reason }];
}

function splitMessage(message: JSONObject, random: Random): JSONObject[] {
  const { content, refusal, tool_calls, reasoning, reasoning_content } = message;
  const inPieces = { content, refusal, tool_calls, reasoning, reasoning_content };
  // What comes in pieces opens empty or null; empty lists are what providers send only whole.
  const first = Object.entries(message).flatMap(([key, value]): [string, unknown][] => {
    if (Array.isArray(value) && (value.length === 0 || key in inPieces)) return [];
    return [[key, key in inPieces && value ? "" : value]];
  });
  const contents = Array.isArray(content)
    ? content.flatMap(splitPart)
    : codePoints(content).map((piece) => ({ content: piece }));
  return [
    Object.fromEntries(first),
    ...together({ reasoning, reasoning_content }),
    ...codePoints(refusal).map((piece) => ({ refusal: piece })),
    ...contents,
    ...asList(tool_calls).flatMap((call, index) =>
      splitCall(call, index, random).map((piece) => ({ tool_calls: [piece] })),
    ),
  ];
}

/** A part of text in pieces, any other whole. */
function splitPart(part: JSONObject): JSONObject[] {
  if (part.type !== "text") return [{ content: [part] }];
  return codePoints(part.text).map((text) => ({ content: [{ ...part, text }] }));
}

/** A call opens with its name, its arguments follow. */
function splitCall(call: JSONObject, index: number, random: Random): JSONObject[] {
  const [key, text] = call.type === "custom" ? (["custom", "input"] as const) : (["function", "arguments"] as const);
  const body = asObject(call[key]);
  const pieces = chop(String(body[text] ?? ""), random).map((piece) => ({ index, [key]: { [text]: piece } }));
  return [{ ...call, index, [key]: { ...body, [text]: "" } }, ...pieces];
}

/** The same text in several fields arrives in all of them at once. */
function together(fields: JSONObject): JSONObject[] {
  const filled = Object.entries(fields).filter(([, value]) => value);
  const [first] = filled;
  return codePoints(first?.[1]).map((piece) => Object.fromEntries(filled.map(([field]) => [field, piece])));
}

/** In pieces of one to seven characters. */
function chop(text: string, random: Random): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieces.at(-1)!.length) pieces.push(text.slice(at, at + 1 + random(7)));
  return pieces;
}

/** The choices of a chunk arrive in their order, those of several mixed. */
function interleave(streams: readonly JSONObject[][], random: Random): JSONObject[] {
  const left = streams.map((stream) => [...stream]);
  const mixed: JSONObject[] = [];
  while (left.some((stream) => stream.length > 0)) mixed.push(...left[random(left.length)]!.splice(0, 1));
  return mixed;
}

function nullWhereNull(pieces: JSONObject, whole: JSONObject): JSONObject {
  return Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, value === null ? null : pieces[key]]));
}

function codePoints(text: unknown): string[] {
  return typeof text === "string" ? [...text] : [];
}

function asObject(value: unknown): JSONObject {
  return typeof value === "object" && value !== null ? (value as JSONObject) : {};
}

function asList(value: unknown): JSONObject[] {
  return Array.isArray(value) ? value : [];
}
