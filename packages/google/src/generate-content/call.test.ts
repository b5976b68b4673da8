import { ApiError, GoogleGenAI } from "@google/genai";
import {
  BaseTool,
  CallOptionsError,
  InvalidTool,
  Messages,
  PartialTool,
  ProviderStreamError,
  googleCall,
  imagePart,
  runTools,
  type GoogleMessageParam,
  type Message,
} from "@zoetrope/google";
import { createTestClient } from "@zoetrope/google/testing";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { answer, call, text, thought, usage } from "./__fixtures__/chunks.js";

class Weather extends BaseTool.with({ city: z.string() }, { description: "Tells the weather." }) {
  override call(): string {
    return `sunny in ${this.city}`;
  }
}

const Book = z.object({ title: z.string(), author: z.string() });
const model = "gemini-2.5-flash";

describe("a whole answer", () => {
  test("has content, reasoning, usage and the rest", async () => {
    const client = createTestClient([answer([thought("Hm."), text("Hello")], "STOP", { usageMetadata: usage })]);
    const response = await googleCall(model, { client })((name: string) => `Greet ${name}`)("Ann");
    expect(response.content).toBe("Hello");
    expect(response.reasoning).toBe("Hm.");
    expect([response.inputTokens, response.outputTokens, response.totalTokens]).toEqual([7, 8, 15]);
    expect([response.model, response.id, response.finishReasons]).toEqual(["gemini-test-001", "r-1", ["STOP"]]);
    expect(response.common).toMatchObject({ finishReason: "stop", usage: { reasoningTokens: 5, cachedTokens: null } });
    expect(client.requests[0]?.url).toMatch(/\/models\/gemini-2.5-flash:generateContent$/);
    expect(client.requests[0]?.headers.get("x-goog-api-key")).toBe("test");
    expect(client.requests[0]?.body).toEqual({
      contents: [{ role: "user", parts: [{ text: "Greet Ann" }] }],
      generationConfig: {},
    });
  });

  test("is the same streamed", async () => {
    const chunks = [
      answer([thought("H"), thought("m.")]),
      answer([text("Hel")]),
      answer([text("lo")], "STOP", { usageMetadata: usage }),
    ];
    const whole = answer([thought("Hm."), text("Hello")], "STOP", { usageMetadata: usage });
    const client = createTestClient([chunks, whole]);
    const stream = googleCall(model, { client, stream: true })(() => "Hi")();
    const pieces: string[] = [];
    for await (const [chunk, tool] of stream) {
      pieces.push(chunk.content);
      expect(tool).toBeNull();
    }
    expect(pieces).toEqual(["", "Hel", "lo"]);
    const response = await googleCall(model, { client })(() => "Hi")();
    expect(stream.constructCallResponse().response).toEqual(response.response);
    expect(client.requests[0]?.url).toMatch(/:streamGenerateContent\?alt=sse$/);
    expect(client.requests[0]?.body).toEqual(client.requests[1]?.body);
  });
});

describe("requests", () => {
  test("params go under Google's names, instructions beside the messages, and what toRequest shows is what is sent", async () => {
    const client = createTestClient([answer([text("ok")], "STOP")]);
    const callParams = {
      maxTokens: 5,
      stop: "END",
      temperature: 0,
      thinkingConfig: { includeThoughts: true, thinkingBudget: 100 },
      safetySettings: [],
    };
    const prompt = (): Message[] => [Messages.system("Be short."), Messages.user(["Look:", imagePart(png)])];
    const response = await googleCall(model, { client, callParams })(prompt)();
    // So that `[...response.messages, response.messageParam]` goes on with them.
    expect(response.messages[0]).toEqual({ role: "system", parts: [{ text: "Be short." }] });
    expect(client.requests[0]?.body).toEqual({
      contents: [
        { role: "user", parts: [{ text: "Look:" }, { inlineData: { mimeType: "image/png", data: pngBase64 } }] },
      ],
      systemInstruction: { parts: [{ text: "Be short." }] },
      safetySettings: [],
      generationConfig: {
        maxOutputTokens: 5,
        stopSequences: ["END"],
        temperature: 0,
        thinkingConfig: { includeThoughts: true, thinkingBudget: 100 },
      },
    });
  });

  test("tools are declared with their JSON Schema, and a choice names its function", async () => {
    const client = createTestClient([answer([text("ok")], "STOP"), answer([text("ok")], "STOP")]);
    const tools = [Weather, { googleSearch: {} }] as const;
    const toolConfig = { retrievalConfig: { languageCode: "en" } };
    await googleCall(model, { client, tools, toolChoice: Weather, callParams: { toolConfig } })(() => "Hi")();
    const body = client.requests[0]?.body;
    expect(body?.["tools"]).toEqual([
      {
        functionDeclarations: [
          {
            name: "Weather",
            description: "Tells the weather.",
            parametersJsonSchema: expect.objectContaining({
              type: "object",
              properties: { city: { type: "string" } },
              required: ["city"],
            }) as unknown,
          },
        ],
      },
      { googleSearch: {} },
    ]);
    expect(body?.["toolConfig"]).toEqual({
      ...toolConfig,
      functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["Weather"] },
    });
  });

  test("Vertex: the client's project, location and authentication hold", async () => {
    const seen: string[] = [];
    const fetch = (url: RequestInfo | URL): Promise<Response> => {
      seen.push(String(url));
      return Promise.resolve(Response.json(answer([text("ok")], "STOP")));
    };
    const options = { vertexai: true, apiKey: "express", httpOptions: { fetch, baseUrl: "https://vertex.test" } };
    const response = await googleCall(model, { client: new GoogleGenAI(options) })(() => "Hi")();
    expect(response.content).toBe("ok");
    expect(seen).toEqual([`https://vertex.test/v1beta1/publishers/google/models/${model}:generateContent`]);
  });

  test("Gemini 3: a call from elsewhere in the history gets the stand-in for its signature, one of Google's none", async () => {
    const client = createTestClient([answer([text("ok")], "STOP"), answer([text("ok")], "STOP")]);
    const foreign = Messages.assistant({ type: "tool_call", id: "c1", name: "Weather", args: { city: "Oslo" } });
    const own: GoogleMessageParam = { role: "model", parts: [call("Weather", {}, { thoughtSignature: "real" })] };
    const result = Messages.tool({ type: "tool_result", id: "c1", content: "sunny" });
    const prompt = (): (Message | GoogleMessageParam)[] => [Messages.user("Hi"), foreign, result, own];
    await googleCall("gemini-3-flash-preview", { client })(prompt)();
    await googleCall(model, { client })(prompt)();
    const signatures = client.requests.map(({ body }) =>
      JSON.stringify(body["contents"]).match(/"thoughtSignature":"\w+"/g),
    );
    expect(signatures).toEqual([
      ['"thoughtSignature":"skip_thought_signature_validator"', '"thoughtSignature":"real"'],
      ['"thoughtSignature":"real"'],
    ]);
  });
});

describe("tools", () => {
  test("over two turns: signatures go back, and a call without an id is answered without one", async () => {
    const called = answer(
      [call("Weather", { city: "Oslo" }, { thoughtSignature: "sig" }), call("Weather", { city: "Rome" })],
      "STOP",
    );
    const client = createTestClient([[called], [answer([text("Sunny.")], "STOP")]]);
    const ask = googleCall(model, { client, tools: [Weather], stream: true })(
      (history: GoogleMessageParam[]) => history,
    );
    const first: GoogleMessageParam[] = [{ role: "user", parts: [{ text: "Weather?" }] }];
    const stream = ask(first);
    const outputs: [Weather | InvalidTool, string][] = [];
    for await (const [, tool] of stream) if (tool) outputs.push([tool, tool.call()]);
    expect(outputs.map(([, output]) => output)).toEqual(["sunny in Oslo", "sunny in Rome"]);
    const ids = stream.tools.map(({ toolCall }) => toolCall.id);
    expect(new Set(ids).size).toBe(2);
    expect(stream.constructCallResponse().common.finishReason).toBe("tool_calls");

    const next = ask([...first, stream.messageParam, ...stream.toolMessageParams(outputs)]);
    expect((await next.response()).content).toBe("Sunny.");
    expect(client.requests[1]?.body["contents"]).toEqual([
      ...first,
      (called["candidates"] as { content: unknown }[])[0]?.content,
      {
        role: "user",
        parts: [
          { functionResponse: { name: "Weather", response: { output: "sunny in Oslo" } } },
          { functionResponse: { name: "Weather", response: { output: "sunny in Rome" } } },
        ],
      },
    ]);
  });

  test("runTools goes on until the model answers", async () => {
    const client = createTestClient([
      answer([{ functionCall: { id: "x1", name: "Weather", args: { city: "Oslo" } } }], "STOP"),
      answer([text("Sunny.")], "STOP"),
    ]);
    const ask = googleCall(model, { client, tools: [Weather] })((history: GoogleMessageParam[]) => [
      { role: "user", parts: [{ text: "Weather?" }] },
      ...history,
    ]);
    const { response } = await runTools(ask, [] as GoogleMessageParam[]).result();
    expect(response?.content).toBe("Sunny.");
    expect(JSON.stringify(client.requests[1]?.body)).toContain('"functionResponse":{"id":"x1","name":"Weather"');
  });

  test("partial tools grow as Vertex sends their arguments", async () => {
    const piece = (stringValue: string, willContinue: boolean) => ({
      functionCall: { partialArgs: [{ jsonPath: "$.city", stringValue, willContinue }], willContinue },
    });
    const begun = answer([{ functionCall: { name: "Weather", willContinue: true } }]);
    const chunks = [begun, answer([piece("Os", true)]), answer([piece("lo", false)]), answer([], "STOP")];
    const options = { client: createTestClient([chunks]), tools: [Weather], stream: { partialTools: true } } as const;
    const seen: unknown[] = [];
    for await (const [, tool] of googleCall(model, options)(() => "Hi")()) {
      if (tool instanceof PartialTool) seen.push(structuredClone(tool.args));
      else if (tool) seen.push(tool.call());
    }
    expect(seen).toEqual(expect.arrayContaining([{ city: "Os" }, { city: "Oslo" }]));
    expect(seen.at(-1)).toBe("sunny in Oslo");
  });

  test("an unknown tool and arguments that do not fit are InvalidTools", async () => {
    const client = createTestClient([answer([call("Nope", {}), call("Weather", { city: 1 })], "STOP")]);
    const response = await googleCall(model, { client, tools: [Weather] })(() => "Hi")();
    expect(response.tools.map((tool) => tool instanceof InvalidTool)).toEqual([true, true]);
  });
});

describe("structured output", () => {
  const value = { title: "Dune", author: "Herbert" };
  const json = text(JSON.stringify(value));

  test("is asked for natively, whole and streamed", async () => {
    const client = createTestClient([answer([json], "STOP"), answer([json], "STOP")]);
    expect(await googleCall(model, { client, responseModel: Book })(() => "Hi")()).toEqual(value);
    const stream = googleCall(model, { client, responseModel: Book, stream: true })(() => "Hi")();
    expect(await stream.final()).toEqual(value);
    for (const { body } of client.requests) {
      expect(body["generationConfig"]).toEqual({
        responseMimeType: "application/json",
        responseJsonSchema: {
          type: "object",
          properties: { title: { type: "string" }, author: { type: "string" } },
          required: ["title", "author"],
        },
      });
    }
  });

  test("by a forced function", async () => {
    const called = answer([call("response", value)], "STOP");
    const client = createTestClient([called, [called]]);
    expect(await googleCall(model, { client, responseModel: Book, mode: "tool" })(() => "Hi")()).toEqual(value);
    const stream = googleCall(model, { client, responseModel: Book, mode: "tool", stream: true })(() => "Hi")();
    expect(await stream.final()).toEqual(value);
    expect(client.requests[0]?.body["toolConfig"]).toEqual({
      functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["response"] },
    });
  });

  test("asks again for an answer that does not fit", async () => {
    const client = createTestClient([answer([text('{"title": 1}')], "STOP"), answer([json], "STOP")]);
    const options = { client, responseModel: Book, retry: { validation: 1 } };
    expect(await googleCall(model, options)(() => "Hi")()).toEqual(value);
    expect(client.requests[1]?.body["contents"]).toMatchObject([{ role: "user" }, { role: "model" }, { role: "user" }]);
  });
});

describe("what goes wrong", () => {
  test("a refused request is the SDK's own error, with the provider's message", async () => {
    const refusal = { error: { code: 429, message: "Too many.", status: "RESOURCE_EXHAUSTED" } };
    const refused = () => Response.json(refusal, { status: 429 });
    const client = createTestClient([refused(), refused()]);
    const whole = await googleCall(model, { client })(() => "Hi")().catch((error: unknown) => error);
    const streamed = await googleCall(model, { client, stream: true })(() => "Hi")()
      .response()
      .catch((error: unknown) => error);
    for (const error of [whole, streamed]) {
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 429, message: expect.stringContaining("Too many.") as unknown });
    }
  });

  test("an error with status 200 is the provider's", async () => {
    const error = { error: { code: 503, message: "Overloaded." } };
    const client = createTestClient([error, [answer([text("Hel")]), error]]);
    const thrown = await googleCall(model, { client })(() => "Hi")().catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(ProviderStreamError);
    const stream = googleCall(model, { client, stream: true })(() => "Hi")();
    await expect(stream.response()).rejects.toThrow("Overloaded.");
    expect([stream.content, stream.ending?.status]).toEqual(["Hel", "failed"]);
  });

  test("a blocked prompt is a whole answer that says why", async () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY", safetyRatings: [] }, usageMetadata: usage };
    const client = createTestClient([blocked, [blocked]]);
    const whole = await googleCall(model, { client })(() => "Hi")();
    const streamed = await googleCall(model, { client, stream: true })(() => "Hi")().response();
    for (const response of [whole, streamed]) {
      expect([response.content, response.blockReason, response.finishReasons]).toEqual(["", "SAFETY", []]);
      expect(response.common.finishReason).toBe("content_filter");
      expect(response.ending?.status).toBe("complete");
    }
    expect(streamed.response).toEqual(whole.response);
  });

  test.each([
    ["SAFETY", "content_filter"],
    ["MAX_TOKENS", "length"],
    ["MALFORMED_FUNCTION_CALL", "MALFORMED_FUNCTION_CALL"],
  ])("the finish reason %s is %s", async (reason, neutral) => {
    const finished = { candidates: [{ finishReason: reason, index: 0, finishMessage: "So." }] };
    const stream = googleCall(model, { client: createTestClient([[finished]]), stream: true })(() => "Hi")();
    const response = await stream.response();
    expect([response.finishReasons, response.finishMessage]).toEqual([[reason], "So."]);
    expect(response.common.finishReason).toBe(neutral);
  });

  test("an answer to be continued is one answer, and says so", async () => {
    const begun = answer([text("Hel")], "CONTINUATION");
    const client = createTestClient([begun, [begun]]);
    const whole = await googleCall(model, { client })(() => "Hi")();
    const streamed = await googleCall(model, { client, stream: true })(() => "Hi")().response();
    expect([whole.finishReasons, streamed.finishReasons]).toEqual([["CONTINUATION"], ["CONTINUATION"]]);
    expect(client.requests.length).toBe(2);
  });

  test("options that make no sense are named at decoration", () => {
    expect(() => googleCall(model, { tools: [{ functionDeclarations: [{ name: "no way" }] }] })).toThrow(
      CallOptionsError,
    );
    expect(() => googleCall(model, { client: {} as never })).toThrow(/models\.generateContentStream/);
  });
});

/** The first bytes of an image are enough to tell its type. */
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52);
const pngBase64 = "iVBORw0KGgoAAAANSUhEUg==";
