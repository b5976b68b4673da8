import type { RenderedPrompt } from "../call/prompt-source.js";
import type { Message } from "../messages/message.js";
import { plainData } from "../response/plain-data.js";
import type { PromptParts } from "./render-prompt.js";

type Data = Readonly<Record<string, unknown>>;

/** A prompt as plain JSON. */
export interface PromptDump {
  /** Of the class. */
  readonly name: string;
  readonly template: string | null;
  /** Fields and getters. */
  readonly fields: Data;
  readonly messages: readonly Message[];
  /** Of the class and of those above it, under what the prompt computed. */
  readonly callParams: Data;
  readonly metadata: Data;
  /** Why there are no messages; left out when there are. */
  readonly error?: string;
}

/** @param above The prototype where a prompt class ends: what it declares is no field. */
export function dumpPrompt(
  parts: PromptParts,
  render: (parts: PromptParts) => RenderedPrompt,
  above: object,
): PromptDump {
  const fields = readOnce(parts.fields, above);
  let rendered: Pick<RenderedPrompt, "messages" | "config">;
  let error = {};
  try {
    rendered = render({ ...parts, fields });
  } catch (thrown) {
    rendered = { messages: [], config: {} };
    error = { error: String(thrown) };
  }
  const { callParams, metadata } = rendered.config;
  const params = parts.classParams.map((layer) => layer.params);
  return plainData({
    name: parts.label,
    template: parts.template?.source ?? null,
    fields,
    messages: rendered.messages,
    callParams: Object.assign({}, ...params, callParams),
    metadata: { ...parts.metadata, ...metadata },
    ...error,
    // What is plain already stays what it was.
  }) as unknown as PromptDump;
}

/** The fields and getters of a prompt, each read when it is first asked for, and then kept: a getter gives one answer in all of a dump. */
function readOnce(prompt: object, above: object): object {
  const names = new Set(Object.keys(prompt));
  for (let at = Object.getPrototypeOf(prompt); at !== null && at !== above; at = Object.getPrototypeOf(at)) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (property.get !== undefined) names.add(name);
    }
  }
  const view = {};
  const kept = new Map<string, unknown>();
  for (const name of names) {
    const get = (): unknown => {
      if (!kept.has(name)) kept.set(name, Reflect.get(prompt, name));
      return kept.get(name);
    };
    Object.defineProperty(view, name, { get, enumerable: true });
  }
  return view;
}
