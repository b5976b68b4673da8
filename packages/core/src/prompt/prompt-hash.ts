import { CallOptionsError } from "../errors.js";
import { promptContent } from "./prompt-content.js";

/**
 * The SHA-256, as 64 hexadecimal digits, of what a prompt declares: template, params, tools and the schema of its fields. The
 * same in both kinds of decorators, in every process and on every machine; independent of the order of keys, of the
 * template's indentation and line ends, and of the prompt's own name. A tool that has no `name` of its own is called by its
 * class, which is sent, and so counts: a minifier that renames classes changes it.
 *
 * Takes a prompt class, a template, or a function or method with a call decorator. Where the text of one is code and no
 * template, only its params and tools are covered. Rejects with `CallOptionsError` for anything else, and where the
 * runtime has no Web Crypto (browsers have it on https and localhost only).
 */
export async function promptHash(target: unknown): Promise<string> {
  const content = promptContent(target);
  if (content === null) {
    throw new CallOptionsError(
      "promptHash takes a prompt class, a template, or a function with a call decorator: nothing else declares a prompt.",
    );
  }
  // Some runtimes lack it, whatever the types say.
  const crypto: Partial<Crypto> | undefined = globalThis.crypto;
  if (crypto?.subtle === undefined) {
    throw new CallOptionsError("promptHash needs Web Crypto, which browsers have on https and localhost only.");
  }
  const { template, params, tools, schema } = content;
  // The keys in this order: it is part of what is hashed, and inside them they are sorted.
  const bytes = new TextEncoder().encode(JSON.stringify({ template, params, tools, schema }));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
