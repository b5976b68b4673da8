import { BaseTool, Messages, type Message } from "@zoetrope/core";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createTestClient } from "../testing.js";
import { answer, text } from "./__fixtures__/chunks.js";
import { loadRecordings } from "./__fixtures__/recordings.js";
import { googleCall } from "./call.js";
import type { GoogleCallParams } from "./call-params.js";
import type { GoogleMessageParam } from "./message-param.js";
import { fromGoogleMessages } from "./read-messages.js";
import type { GoogleTool } from "./tool.js";

const recordings = loadRecordings();

interface RecordedBody {
  readonly contents: GoogleMessageParam[];
}

/** A recorded body, its names as the API documents them: clients in Python write some as `thinking_budget`, and the API takes both. */
function recorded(name: string): RecordedBody {
  return camel(recordings.find((one) => one.name === name)?.request) as RecordedBody;
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== "object" || value === null) return value;
  const renamed = Object.entries(value).map(([key, inner]) => [
    key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    camel(inner),
  ]);
  return Object.fromEntries(renamed);
}

interface Asked {
  readonly messages: readonly Message[];
  readonly callParams?: GoogleCallParams;
  readonly tools?: readonly GoogleTool[];
}

async function sent({ messages, callParams = {}, tools = [] }: Asked): Promise<unknown> {
  const client = createTestClient([answer([text("ok")], "STOP")]);
  await googleCall("gemini-2.5-flash", { client, callParams, tools })(() => [...messages])();
  return client.requests[0]?.body;
}

// Where they are not at hand, `loadRecordings` says so on stderr.
describe.skipIf(recordings.length === 0)("a prompt that means the same as a recorded one is sent as that was", () => {
  test("thoughts asked for", async () => {
    const asked =
      "How many primes below 400 contain 79 as a substring? Answer ONLY with the number, not sharing which primes they are.";
    const callParams = { thinkingConfig: { includeThoughts: true, thinkingBudget: 6400 } };
    expect(await sent({ messages: [Messages.user(asked)], callParams })).toEqual(
      recorded("reasoning--gemini-2.5-flash--01"),
    );
  });

  test("a document by its URL", async () => {
    const url = "https://generativelanguage.googleapis.com/v1beta/files/mwp1gi5it47f";
    const file = { type: "document", source: { type: "url", url, mediaType: "application/pdf" } } as const;
    const messages = [Messages.user(["Summarize this document in one sentence.", file])];
    expect(await sent({ messages })).toEqual(recorded("input-document--gemini-2.5-flash--01"));
  });

  test("a tool", async () => {
    class GetFile extends BaseTool.with({}, { name: "get_file", description: "" }) {
      override call(): string {
        return "";
      }
    }
    const asked = "Use the get_file tool now to retrieve a document file, then describe what you received.";
    const callParams = { responseModalities: ["TEXT"] };
    const body = await sent({ messages: [Messages.user(asked)], callParams, tools: [GetFile] });
    expect(body).toMatchObject({
      ...recorded("tool-single--gemini-3-flash-preview--01"),
      tools: [
        { functionDeclarations: [{ name: "get_file", parametersJsonSchema: { type: "object", properties: {} } }] },
      ],
    });
  });

  test.each([
    "text--gemini-2.5-flash--03",
    "json-text--gemini-2.5-pro--01",
    "text--gemini-3-pro-preview--02",
    "web-search--gemini-3-flash-preview--02",
  ])("a history with calls, answers and signatures, after it was neutral: %s", async (name) => {
    const { contents } = recorded(name);
    const body = (await sent({ messages: fromGoogleMessages(contents) })) as RecordedBody;
    expect(body.contents).toEqual(contents);
  });
});

test("a schema goes as it is", async () => {
  class Add extends BaseTool.with({ a: z.int(), b: z.int().optional() }, { name: "add" }) {
    override call(): number {
      return this.a + (this.b ?? 0);
    }
  }
  const body = (await sent({ messages: [Messages.user("Hi")], tools: [Add] })) as { tools: unknown };
  expect(body.tools).toMatchObject([
    { functionDeclarations: [{ name: "add", parametersJsonSchema: { required: ["a"] } }] },
  ]);
});
