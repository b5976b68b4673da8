import type { ChatCompletionRequest, ChatMessage, TextResponse, ToolCallResponse } from "@copilotkit/aimock";
import { standInValue } from "./stand-in-value.js";

/** About as many characters as a token of English has. */
const charactersPerToken = 4;

/** How the library begins when an answer does not fit. */
const complaint = "This answer does not fit";

/**
 * What the stand-in says. It understands nothing: it finds the topic by its place in the question, fills it into a form,
 * calls every tool that it is given with it, repeats what the tools returned, and fills the schema of a value that it is asked for.
 */
export function standInAnswer(request: ChatCompletionRequest): TextResponse | ToolCallResponse {
  const { messages, tools = [] } = request;
  const results = toolResults(messages);
  if (results.length > 0) return limited(`The tools returned: ${results.join("; ")}.`, request);
  const questions = messages.filter((message) => message.role === "user").map(textOf);
  const topics = topicsOf(questions.at(-1) ?? "");
  if (tools.length > 0) {
    return {
      toolCalls: tools.flatMap(({ function: { name, parameters } }) =>
        topics.map((topic) => ({ name, arguments: JSON.stringify(argumentsFor(parameters, topic)) })),
      ),
    };
  }
  const schema = schemaOf(request);
  if (schema !== undefined) {
    const isAskedAgain = questions.at(-1)?.startsWith(complaint) ?? false;
    const about = topicsOf(questions.findLast((question) => !question.startsWith(complaint)) ?? "");
    return limited(JSON.stringify(standInValue(schema, about.join(" and "), isAskedAgain)), request);
  }
  const topic = topics.join(" and ");
  const text =
    `You asked about ${topic}. This answer is canned: no model was asked, so all it can say about ${topic} is ` +
    `that it was question ${questions.length} of this conversation. With a key, a model would answer here.`;
  return limited(text, request);
}

function schemaOf({ response_format: format }: ChatCompletionRequest): unknown {
  return isRecord(format?.json_schema) ? format.json_schema.schema : undefined;
}

function limited(content: string, request: ChatCompletionRequest): TextResponse {
  const tokens = request.max_completion_tokens ?? request.max_tokens;
  if (typeof tokens !== "number" || content.length <= tokens * charactersPerToken) return { content };
  return { content: content.slice(0, tokens * charactersPerToken), finishReason: "length" };
}

/** The results that follow the last call of tools. */
function toolResults(messages: readonly ChatMessage[]): string[] {
  const before = messages.findLastIndex((message) => message.role !== "tool");
  return messages.slice(before + 1).map(textOf);
}

/** What stands behind the first of these words, or the whole question; "Rome and Oslo" are two. */
function topicsOf(question: string): string[] {
  const text = question.trim().replace(/[.?!\s]+$/, "");
  const topic = /\b(?:about|for|in|on)\s+(.+)$/is.exec(text)?.[1] ?? text;
  return topic.split(/\s+and\s+/);
}

function textOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return (content ?? []).map((part) => part.text ?? "").join("");
}

/** The topic for every text the tool asks for, 1 for every number. */
function argumentsFor(parameters: unknown, topic: string): Record<string, unknown> {
  if (!isRecord(parameters) || !isRecord(parameters.properties)) return {};
  const fields = Object.entries(parameters.properties).map(([name, schema]) => {
    const type = isRecord(schema) ? schema.type : undefined;
    return [name, type === "number" || type === "integer" ? 1 : topic] as const;
  });
  return Object.fromEntries(fields);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
