import type { Budget } from "../cost/budget.js";
import type { Message } from "../messages/message.js";
import type { DynamicConfig } from "./dynamic-config.js";

/** Call params that a decorator put on a class. Those of another provider than the call's are dropped, save the neutral ones. */
export interface ClassParams {
  readonly provider: string;
  readonly params: object;
}

/** What one run of a prompt adds up to, before a provider has seen it. */
export interface RenderedPrompt<Own = never> {
  /** Whose the prompt is: a client that it brings serves no other provider, and is dropped there. Undefined: nobody's. */
  readonly provider?: string | undefined;
  readonly messages: readonly (Message | Own)[];
  /** The text of the template that they came from. */
  readonly template: string | null;
  /** From the class, lowest first: parents stand before their children. */
  readonly classParams: readonly ClassParams[];
  /** The class's own metadata, below that of the decorator. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What makes the budgets that its class puts on each call. Default none. */
  readonly budgets?: readonly (() => Budget)[];
  /** Over what the decorator says. */
  readonly config: Omit<DynamicConfig<Own>, "messages" | "computedFields">;
  /** Call params that were said from outside of the call, lowest first, each with where. Over all others. */
  readonly outside?: readonly { readonly from: string; readonly params: object }[];
  /** What was left out on the way, in words. */
  readonly warnings?: readonly string[];
}

/** The key under which a prompt object says whose it is, so that it takes no name from its fields. */
export const promptProvider: unique symbol = Symbol.for("zoetrope.promptProvider");

/** The key under which a prompt object, whichever class it is of, gives itself to a call. */
export const promptSource: unique symbol = Symbol.for("zoetrope.promptSource");

/** The key under which what `prompt` made gives back what it was made from: a template below the call decorator may need that. */
export const promptResult: unique symbol = Symbol.for("zoetrope.promptResult");

/** A prompt object: what a prompt function may return in place of messages. Each call renders it anew. */
export interface PromptSource<Own = never> {
  [promptSource](): RenderedPrompt<Own> | Promise<RenderedPrompt<Own>>;
}

export function isPromptSource<Own>(value: unknown): value is PromptSource<Own> {
  return typeof value === "object" && value !== null && promptSource in value;
}
