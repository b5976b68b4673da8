import type { MessageOrigin } from "../template/message-origin.js";
import { isObject } from "../json/json-object.js";
import { masked } from "../response/secret-names.js";

/** @param place As in `messages[2]`. */
export function explainMessage(message: object, place: string, origin: MessageOrigin | undefined): string {
  const {
    role,
    content,
    parts,
    ...fields
  }: { readonly role?: unknown; readonly content?: unknown; readonly parts?: unknown } = message;
  const lines = [`${place} ${String(role)} ← ${origin?.message ?? "unknown"}`];
  if (Array.isArray(content)) lines.push(...explainParts("content", content, origin?.parts ?? []));
  // What Google calls it.
  else if (Array.isArray(parts)) lines.push(...explainParts("parts", parts, origin?.parts ?? []));
  else if (typeof content === "string") lines.push(barred(content, "  "));
  else if (content !== undefined) lines.push(`  ${explainField("content", content)}`);
  return [...lines, ...explainFields(fields, "  ")].join("\n");
}

/** JSON of several lines. */
export function explainJSON(value: unknown): string {
  return JSON.stringify(value, shown, 2);
}

/** One line where that is short, as `temperature: 0.7`. */
export function explainField(name: string, value: unknown, indentation = ""): string {
  const holder = { [name]: value };
  const line = `${name}: ${JSON.stringify(shown.call(holder, name, value), shown)}`;
  if (line.length <= 120) return line;
  return `${name}: ${JSON.stringify(shown.call(holder, name, value), shown, 2).replaceAll("\n", `\n${indentation}`)}`;
}

/** What is called `text` or `content` is what a model reads, and so is shown as it is. */
function explainFields(fields: object, indentation: string): string[] {
  return Object.entries(fields).map(([name, value]) =>
    typeof value === "string" && (name === "text" || name === "content")
      ? barred(value, indentation)
      : indentation + explainField(name, value, indentation),
  );
}

function explainParts(list: string, parts: readonly unknown[], origins: readonly string[]): string[] {
  // A converter may leave parts out or join them; then only the message's own origin is known for sure.
  const known = origins.length === parts.length ? origins : [];
  return parts.flatMap((part, at) => {
    const origin = known[at] === undefined ? "" : ` ← ${known[at]}`;
    if (!isObject(part)) return [`  ${explainField(`${list}[${at}]`, part)}${origin}`];
    const { type, ...fields } = part;
    return [
      `  ${list}[${at}]${type === undefined ? "" : ` ${String(type)}`}${origin}`,
      ...explainFields(fields, "    "),
    ];
  });
}

function barred(text: string, indentation: string): string {
  return text
    .split("\n")
    .map((line) => `${indentation}| ${line}`)
    .join("\n");
}

/** No keys, and bytes as type and size: nobody reads base64, and a picture is megabytes of it. For `JSON.stringify`. */
function shown(this: unknown, key: string, value: unknown): unknown {
  const mask = masked(key, value);
  if (mask !== undefined) return mask;
  if (typeof value !== "string") return value;
  const [prefix, mediaType, isBase64] = /^data:([^;,]*)(?:;[^;,]+)*?(;base64)?,/.exec(value) ?? [];
  if (prefix !== undefined && isBase64) return `<${mediaType}, ${byteLength(value.slice(prefix.length))} bytes>`;
  if (key !== "data" || !isObject(this)) return value;
  // The bytes of OpenAI's `input_audio`, of Anthropic's sources and of Google's `inlineData`.
  const { format, mimeType, type, media_type: named } = this;
  const kind = mimeType ?? (type === "base64" ? named : undefined);
  if (kind !== undefined) return `<${String(kind)}, ${byteLength(value)} bytes>`;
  return format === undefined ? value : `<${byteLength(value)} bytes>`;
}

function byteLength(base64: string): number {
  return Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
}
