import type { ParsedTemplate } from "./parsed-template.js";
import { renderSections, type RenderedSection, type RenderOptions } from "./render-template.js";

/**
 * The text of a prompt for people to read: the template with its values in place and its roles as written. A part that is
 * no text stands as its type: `[image]`. Made from the rendered messages, so that it cannot show anything else than is sent.
 */
export function renderTemplateText(template: ParsedTemplate, fields: object, options?: RenderOptions): string {
  const rendered = renderSections(template, fields, options).filter(({ messages }) => messages.length > 0);
  return rendered
    .map((one, index) => sectionText(one) + (index < rendered.length - 1 ? one.section.closing || "\n" : ""))
    .join("");
}

function sectionText({ section, messages }: RenderedSection): string {
  if (section.kind === "message") return section.opening + messages.map(({ content }) => contentText(content)).join("");
  return messages.map(({ role, content }) => `${role.toUpperCase()}: ${contentText(content)}`).join("\n");
}

/** Of a provider's own message too, whose content may be missing or null. */
function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map(partText).join("") : "";
}

function partText(part: unknown): string {
  if (typeof part !== "object" || part === null || !("type" in part)) return "";
  return part.type === "text" && "text" in part ? String(part.text) : `[${String(part.type)}]`;
}
