import type { ToolSlot } from "@zoetrope/core";
import type OpenAI from "openai";
import type { ChatChoice } from "./choice-state.js";
import type { ChatState } from "./stream-state.js";
import { joinBase64 } from "./audio.js";

/** The whole answer that a stream adds up to, as the same call without `stream` would have received it. */
export function buildCompletion(state: ChatState): OpenAI.ChatCompletion {
  const choices = [...state.choices].toSorted(([a], [b]) => a - b);
  const completion: Record<string, unknown> = {
    ...Object.fromEntries(state.fields),
    id: state.id,
    object: "chat.completion",
    created: state.created ?? 0,
    model: state.model,
    choices: choices.map(([index, choice]) => buildChoice(index, choice, choice === state.main)),
  };
  if (state.usage !== null) completion.usage = state.usage;
  // The one place where what a server sent is given OpenAI's type: servers leave fields out, and every reader here expects it.
  return completion as unknown as OpenAI.ChatCompletion;
}

function buildChoice(index: number, choice: ChatChoice, isMain: boolean): Record<string, unknown> {
  const { logprobs } = choice;
  return {
    ...Object.fromEntries(choice.choiceFields),
    ...(logprobs ? { logprobs } : {}),
    index,
    finish_reason: choice.finishReason ?? choice.choiceFields.get("finish_reason") ?? null,
    message: buildMessage(choice, isMain),
  };
}

function buildMessage(choice: ChatChoice, isMain: boolean): Record<string, unknown> {
  const { functionCall, audio } = choice;
  const message: Record<string, unknown> = {
    ...Object.fromEntries(choice.messageFields),
    role: choice.role ?? "assistant",
    content: choice.parts ?? (choice.hasContent ? choice.content.toString() : null),
  };
  const reasoning = choice.reasoning.toString();
  for (const field of choice.reasoningIn) message[field] = reasoning;
  if (!choice.refusal.isEmpty) message.refusal = choice.refusal.toString();
  // A call that was never handed out is not part of the message: its arguments may be cut, and a history with it would be refused.
  if (choice.reasoningDetails) message.reasoning_details = choice.reasoningDetails.toJSON();
  const calls = choice.slots.all.filter((slot) => (isMain ? slot.delivered : slot.settled));
  if (calls.length > 0) message.tool_calls = calls.map(rawToolCall);
  if (functionCall) message.function_call = { name: functionCall.name, arguments: functionCall.arguments.toString() };
  if (audio) {
    const transcript = audio.transcript.toString();
    message.audio = { ...audio.fields, data: joinBase64(audio.data.toString()), transcript };
  }
  return message;
}

/** A call as it stands in a message. */
export function rawToolCall(slot: ToolSlot): Record<string, unknown> {
  const { custom, type = "function", ...unknown } = Object.fromEntries(slot.unknown);
  const { text } = slot.arguments;
  if (type === "custom") return { ...unknown, id: slot.id, type, custom: { name: slot.name, input: text } };
  const extra = custom === undefined ? unknown : { ...unknown, custom };
  return { ...extra, id: slot.id, type, function: { name: slot.name, arguments: text } };
}
