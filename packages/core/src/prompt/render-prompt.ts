import { checkConfig, type DynamicConfig } from "../call/dynamic-config.js";
import type { ClassParams, RenderedPrompt } from "../call/prompt-source.js";
import { CallOptionsError, PromptClassError } from "../errors.js";
import type { Message } from "../messages/message.js";
import { keepOrigins } from "../template/message-origin.js";
import { parseTemplate } from "../template/parse-template.js";
import type { ParsedTemplate } from "../template/parsed-template.js";
import { renderTemplateText } from "../template/render-text.js";
import { renderTemplate } from "../template/render-template.js";

/** A message of any provider's own kind: its converter knows what one must have, and this package does not (not all have a role). */
export type ForeignMessage = object;

/** What a prompt may compute for one run, whichever provider it is for. */
export type PromptConfig = DynamicConfig<ForeignMessage>;

/** What a prompt is made of, a class's or a function's, apart from what it computes for a run. */
export interface PromptParts {
  /** What errors call it. */
  readonly label: string;
  readonly template: ParsedTemplate | undefined;
  readonly fields: object;
  /** The object of a method, which its template calls `self`. Default: the fields. */
  readonly self?: object | null;
  /** Makes a neutral message of one that may be a provider's own. */
  readonly toNeutral?: (message: Message) => Message;
  readonly provider?: string | undefined;
  readonly classParams: readonly ClassParams[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly budgets?: RenderedPrompt["budgets"] | undefined;
}

/**
 * Renders a prompt with what it computed for this run; `undefined` is nothing computed. Every way to see or send a prompt
 * comes through here.
 */
export function renderPrompt(parts: PromptParts, computed: unknown): RenderedPrompt {
  const { messages, computedFields, ...config } = configOf(computed, parts.label);
  const { label, fields, toNeutral = (message) => message, provider, classParams, metadata, budgets } = parts;
  const rest = { provider, classParams, metadata, ...(budgets && { budgets }), config };
  if (messages !== undefined) {
    return { messages: checkMessages(messages, label).map(toNeutral), template: null, ...rest };
  }
  const template = templateOf(parts);
  const rendered = renderTemplate(template, fields, { label, computedFields: { ...selfOf(parts), ...computedFields } });
  return { messages: keepOrigins(rendered, rendered.map(toNeutral)), template: template.source, ...rest };
}

const historyAlone = parseTemplate("MESSAGES: {messages}");

/** The same prompt as text, roles included. */
export function renderPromptText(parts: PromptParts, computed: unknown): string {
  const { messages, computedFields } = configOf(computed, parts.label);
  const { label, fields } = parts;
  if (messages !== undefined) return renderTemplateText(historyAlone, { messages }, { label });
  return renderTemplateText(templateOf(parts), fields, { label, computedFields: { ...computedFields } });
}

function selfOf({ self }: PromptParts): object {
  return self ? { self } : {};
}

function configOf(computed: unknown, label: string): PromptConfig {
  if (computed === undefined) return {};
  if (typeof computed !== "object" || computed === null || Array.isArray(computed)) {
    const got = computed === null ? "null" : Array.isArray(computed) ? "a list" : `a ${typeof computed}`;
    throw new CallOptionsError(
      `${label} computed ${got} beside its template. It may compute a dynamic config, { computedFields, messages, … }, or nothing.`,
    );
  }
  return checkConfig(computed, label);
}

function templateOf({ template, label }: PromptParts): ParsedTemplate {
  if (template !== undefined) return template;
  throw new PromptClassError(
    `${label} has no template. Put one on the class, @promptTemplate("…"), or return { messages } from its dynamicConfig().`,
  );
}

function checkMessages(messages: unknown, label: string): readonly Message[] {
  if (Array.isArray(messages) && messages.every(isMessage)) return messages;
  throw new CallOptionsError(`${label}: messages of a dynamic config are a list of messages, { role, content }.`);
}

/** A provider's own messages pass as they are, as they do in a history that a template names. */
function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
