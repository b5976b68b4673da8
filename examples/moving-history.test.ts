import { Anthropic } from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { anthropic } from "@zoetrope/anthropic";
import type { Provider } from "@zoetrope/core";
import { google } from "@zoetrope/google";
import { createLlmCall, openai, openaiResponses, tool, type Message } from "@zoetrope/openai";
import { OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/**
 * A turn of each provider, as its server answers it: thoughts that only it can read again, some words, and a call of a tool. What the
 * others make of it is in the bodies that they are sent.
 */
const providers = [openai, openaiResponses, anthropic, google] as const;
const llm = createLlmCall(...(providers as readonly Provider[]));
const look = tool({ name: "look", description: "Looks.", parameters: z.object({ at: z.string() }) }, ({ at }) => at);
const question: Message = { role: "user", content: "Look at the door." };

const turns: Readonly<Record<string, object>> = {
  openai: {
    id: "1",
    object: "chat.completion",
    model: "m",
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          content: "I look.",
          reasoning_content: "SECRET",
          tool_calls: [{ id: "call_1", type: "function", function: { name: "look", arguments: '{"at":"door"}' } }],
        },
      },
    ],
  },
  "openai-responses": {
    id: "resp_1",
    object: "response",
    status: "completed",
    model: "m",
    output: [
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "SECRET" },
      {
        type: "message",
        id: "msg_1",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "I look.", annotations: [] }],
      },
      {
        type: "function_call",
        id: "fc_1",
        call_id: "call_1",
        name: "look",
        arguments: '{"at":"door"}',
        status: "completed",
      },
    ],
  },
  anthropic: {
    id: "1",
    type: "message",
    role: "assistant",
    model: "m",
    stop_reason: "tool_use",
    content: [
      { type: "thinking", thinking: "Hm.", signature: "SECRET" },
      { type: "text", text: "I look." },
      { type: "tool_use", id: "call_1", name: "look", input: { at: "door" } },
    ],
    usage: { input_tokens: 1, output_tokens: 1 },
  },
  google: {
    responseId: "1",
    modelVersion: "m",
    candidates: [
      {
        index: 0,
        finishReason: "STOP",
        content: {
          role: "model",
          parts: [
            { text: "Hm.", thought: true, thoughtSignature: "SECRET" },
            { text: "I look." },
            { functionCall: { id: "call_1", name: "look", args: { at: "door" } } },
          ],
        },
      },
    ],
  },
};

function clientOf(name: string): object {
  const fetch = () => Promise.resolve(Response.json(turns[name]));
  if (name === "anthropic") return new Anthropic({ apiKey: "test", fetch, maxRetries: 0 });
  if (name === "google") return new GoogleGenAI({ apiKey: "test", httpOptions: { fetch } });
  return new OpenAI({ apiKey: "test", fetch, maxRetries: 0 });
}

const names = providers.map(({ name }) => name);

describe.each(names)("a conversation that begins at %s", (from) => {
  it.each(names)("goes on at %s, with its words, its call and its answer", async (to) => {
    const ask = llm(`${from}:m`, { tools: [look], client: clientOf(from) })((history: readonly Message[]) => history);
    const response = await ask([question]);
    expect([response.provider, response.finishReason, response.content]).toEqual([from, "tool_calls", "I look."]);
    const answers = response.toolMessageParams(response.tools.map((one) => [one, one.call()]));
    // As it is stored.
    const history = JSON.parse(JSON.stringify([question, response.messageParam, ...answers])) as Message[];

    const on = llm(`${to}:m`, { tools: [look], client: clientOf(to) })((turn: readonly Message[]) => turn);
    const body = JSON.stringify(await on.toRequest(history));
    for (const kept of ["Look at the door.", "I look.", "look", "door", "call_1"]) expect(body).toContain(kept);
    const next = await on(history);
    expect(next.provider).toBe(to);
    const words = next.messages.map(({ role }) => role);
    expect(words).toEqual(["user", "assistant", "tool"]);
    // Its thoughts go back to the provider that had them, and to no other, which is told.
    expect(body.includes("SECRET")).toBe(from === to);
    expect(next.warnings.length > 0).toBe(from !== to);
  });
});
