import type { ContentPart } from "../messages/message.js";
import { renderMedia } from "./render-media.js";
import { messageOf, renderValue, type Fail } from "./render-value.js";
import type { SpecTypes } from "./spec-types.js";

export type SpecName = keyof SpecTypes;

/** As in `{cover:image(detail=high)}`. */
export type SpecOptions = Readonly<Record<string, string>>;

/** Text joins the running text of its message; parts stand by themselves. */
export type Rendered = string | readonly ContentPart[];

interface FormatSpec {
  /** The options that it takes, each with its values. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** @param value What the field holds; null and undefined never come here, since they render as nothing everywhere. */
  readonly render: (value: unknown, fail: Fail, options: SpecOptions) => Rendered;
}

type RenderPart = (value: unknown, fail: Fail, options: SpecOptions) => ContentPart;

const image: RenderPart = (value, fail, options) => renderMedia("image", value, fail, options);
const audio: RenderPart = (value, fail, options) => renderMedia("audio", value, fail, options);
const document: RenderPart = (value, fail, options) => renderMedia("document", value, fail, options);
const text: RenderPart = (value, fail) => ({ type: "text", text: renderValue(value, fail) });
const detail = ["low", "high", "auto"];

/** Every format spec. What each asks of its field's type at compile time is in `SpecTypes`, under the same names. */
export const formatSpecs: Readonly<Record<SpecName, FormatSpec>> = {
  list: { options: {}, render: lines },
  lists: {
    options: {},
    render: (value, fail) =>
      itemsOf(value, fail)
        .map((list) => lines(list, fail))
        .join("\n\n"),
  },
  json: { options: {}, render: json },
  text: one(text),
  texts: many(text),
  image: one(image, { detail }),
  images: many(image, { detail }),
  audio: one(audio),
  audios: many(audio),
  document: one(document),
  documents: many(document),
  part: one(readyPart),
  parts: many(readyPart),
  // With a field, its text; the renderer then marks the part that ends here.
  cache_control: { options: { type: ["ephemeral"], ttl: ["5m", "1h"] }, render: renderValue },
};

function one(render: RenderPart, options: FormatSpec["options"] = {}): FormatSpec {
  return { options, render: (value, fail, chosen) => [render(value, fail, chosen)] };
}

function many(render: RenderPart, options: FormatSpec["options"] = {}): FormatSpec {
  return { options, render: (value, fail, chosen) => itemsOf(value, fail).map((item) => render(item, fail, chosen)) };
}

function lines(value: unknown, fail: Fail): string {
  return itemsOf(value, fail)
    .map((item) => renderValue(item, fail))
    .join("\n");
}

/** Without null and undefined: an empty line in `lists` would look like the end of a list. */
function itemsOf(value: unknown, fail: Fail): readonly unknown[] {
  if (!Array.isArray(value)) throw fail(`needs a list and got ${kindOf(value)}`);
  return value.filter((item) => item !== null && item !== undefined);
}

function json(value: unknown, fail: Fail): string {
  let rendered: string | undefined;
  try {
    rendered = JSON.stringify(value, null, 2);
  } catch (cause) {
    const mend = "give plain data without cycles, and a BigInt as a string";
    throw fail(`cannot be written as JSON (${messageOf(cause)}): ${mend}`, cause);
  }
  if (rendered === undefined) throw fail(`cannot be written as JSON: it holds ${kindOf(value)}`);
  return rendered;
}

function readyPart(value: unknown, fail: Fail): ContentPart {
  if (!isPart(value)) throw fail(`needs a part, an object with a type, and got ${kindOf(value)}`);
  return value;
}

/** Parts of a kind that only some provider knows pass too: its converter is the one to judge them. */
function isPart(value: unknown): value is ContentPart {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return value === null ? "null" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}
