import { isObject } from "../json/json-object.js";

const charactersPerToken = 4;

/** Latin letters, with their accents, end here. */
const firstWide = 0x250;

/** Fields of a request whose words are no text that a model reads. */
const unread = new Set([
  "cache_control",
  "call_id",
  "encrypted_content",
  "id",
  "metadata",
  "model",
  "prompt_cache_key",
  "role",
  "safety_identifier",
  "signature",
  "thoughtSignature",
  "tool_call_id",
  "tool_use_id",
  "type",
]);

/**
 * About how many tokens a text is: a fourth of a token for each Latin character, sign or space, and one for each other character. Needs
 * no model's vocabulary. docs/cost.md says how far it is off.
 */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= firstWide) wide++;
  return wide + (text.length - wide) / charactersPerToken;
}

/** The same of so many characters that nobody has looked at. */
export function tokensOf(characters: number): number {
  return characters / charactersPerToken;
}

/**
 * About how many tokens the prompt of a request is: its texts, and the names in its schemas. Images, sound and files count nothing, and
 * neither does what the provider puts around messages and tools, so that it is rather too low.
 */
export function estimatePrompt(body: unknown): number {
  return Math.ceil(promptTokens(body, false));
}

function promptTokens(value: unknown, isSchema: boolean): number {
  if (typeof value === "string") return isText(value) ? estimateTokens(value) : 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + promptTokens(item, false), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const [key, item] of Object.entries(value)) {
    if (isSchema) sum += estimateTokens(key);
    else if (unread.has(key)) continue;
    sum += promptTokens(item, key === "properties");
  }
  return sum;
}

/** Long, and without a space near its beginning: the bytes of a picture, say. */
const bytes = /^(?:data:|\S{400})/;

function isText(value: string): boolean {
  // Chinese and Japanese need no spaces.
  return !bytes.test(value) || value.charCodeAt(0) >= firstWide;
}
