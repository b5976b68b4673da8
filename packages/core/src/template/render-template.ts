import { PromptFieldError } from "../errors.js";
import type { CacheControl, Message } from "../messages/message.js";
import { formatSpecs, type Rendered, type SpecOptions } from "./format-specs.js";
import { MessageContent } from "./message-content.js";
import { noteOrigins } from "./message-origin.js";
import { placeholdersOf, type MessageSection, type ParsedTemplate, type Placeholder } from "./parsed-template.js";
import { FieldReader } from "./read-fields.js";
import { renderValue } from "./render-value.js";
import type { RenderedSection } from "./rendered-section.js";
import { valueError } from "./value-error.js";

export interface RenderOptions {
  /** What errors call the template, as in the name of its class. Default: `"The template"`. */
  readonly label?: string;
  /** Looked up before the fields. Default: none. */
  readonly computedFields?: object;
}

export type { RenderedSection };

/**
 * The messages of a template, filled with `fields`. A message that comes out blank is left out.
 *
 * Throws `MissingFieldError` for a name that `fields` does not have, and `PromptFieldError` for a value that its placeholder
 * cannot take, for a getter that throws (its error is the `cause`), and when all messages come out blank.
 */
export function renderTemplate(template: ParsedTemplate, fields: object, options?: RenderOptions): readonly Message[] {
  const sections = renderSections(template, fields, options);
  const messages = sections.flatMap((rendered) => rendered.messages);
  // A template that is only a history may be empty: it says nothing of its own that could get lost.
  if (messages.length === 0 && template.sections.some(({ kind }) => kind === "message")) {
    const names = placeholdersOf(template)
      .map(({ raw }) => raw)
      .join(", ");
    throw new PromptFieldError(
      `${labelOf(options)} has no message to send: ${names} are all empty. Fill at least one.`,
    );
  }
  noteOrigins(messages, sections, options?.label);
  return messages;
}

/** The same, each message with the section it came from: the lines of the template and its placeholders. */
export function renderSections(
  template: ParsedTemplate,
  fields: object,
  options?: RenderOptions,
): readonly RenderedSection[] {
  const label = labelOf(options);
  const reader = new FieldReader(fields, options?.computedFields ?? {}, label);
  return template.sections.map((section) =>
    section.kind === "message"
      ? renderMessage(section, reader, label)
      : { section, messages: splice(section.history, reader, label), sources: [] },
  );
}

function labelOf(options: RenderOptions | undefined): string {
  return options?.label ?? "The template";
}

function renderMessage(section: MessageSection, reader: FieldReader, label: string): RenderedSection {
  const builder = new MessageContent();
  for (const segment of section.segments) {
    if (segment.kind === "literal") {
      builder.add(segment.text, segment);
      continue;
    }
    builder.add(renderPlaceholder(segment, reader, label), segment);
    if (segment.spec === "cache_control") builder.mark(cacheControl(segment.options));
  }
  const built = builder.finish();
  if (built === null) return { section, messages: [], sources: [] };
  return { section, messages: [{ role: section.role, content: built.content }], sources: built.sources };
}

function renderPlaceholder(placeholder: Placeholder, reader: FieldReader, label: string): Rendered {
  if (placeholder.path.length === 0) return "";
  const value = reader.read(placeholder);
  if (typeof value === "string" && placeholder.spec === null) return value;
  if (value === null || value === undefined) return "";
  const fail = (problem: string, cause?: unknown) => valueError(label, placeholder, problem, cause);
  if (placeholder.spec === null) return renderValue(value, fail);
  return formatSpecs[placeholder.spec].render(value, fail, placeholder.options);
}

function cacheControl({ ttl }: SpecOptions): CacheControl {
  return { type: "ephemeral", ...(ttl !== undefined && { ttl }) };
}

function splice(placeholder: Placeholder, reader: FieldReader, label: string): readonly Message[] {
  const history = reader.read(placeholder);
  if (!Array.isArray(history) || !history.every(isMessage)) {
    throw valueError(label, placeholder, "needs a list of messages, which may be empty: MESSAGES: takes nothing else");
  }
  return history;
}

/** A provider's own messages pass as they are; its converter knows them, and this package knows no provider. */
function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
