import { readdirSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { RunningExample, type ExampleOptions } from "./support/running-example.js";

const standInLine = "(No OPENAI_API_KEY is set: the answers come from a local stand-in, not from a model.)";
const aboutDragons = /You asked about dragons\. This answer is canned.* a model would answer here\./;

/** What each example shows, beside the line about the stand-in. */
const shows: Record<string, RegExp[]> = {
  "start.ts": [/about zoetropes/, /^Finish reason: stop$/m, /^Usage: [1-9]\d* tokens in, [1-9]\d* out$/m],
  "generate.ts": [aboutDragons],
  "stream.ts": [aboutDragons],
  "serve-hono.ts": [
    /^text\/event-stream\ndata: {"content":"You aske"}\n\ndata: {"content":"d about "}$/m,
    /^event: done\ndata: {"status":"complete","finishReasons":\["stop"\],"usage":{"inputTokens":[1-9]/m,
  ],
  "stream-to-response.ts": [
    /^text\/plain; charset=utf-8$/m,
    aboutDragons,
    /^Model: gpt-4o-mini$/m,
    /^Ending: complete$/m,
  ],
  "token-usage.ts": [/^Before: null$/m, /^Input tokens: [1-9]\d*$/m, /^Output tokens: [1-9]\d*$/m],
  "cost-report.ts": [
    /^gpt-4o-mini +3 +[1-9]\d* +[1-9]\d* +\$0\.\d{6}$/m,
    /^nightly +4 .*\n(?:dear) +1 /m,
    /^The first answer: \$0\.0000\d+, by prices of 2026-\d\d-\d\d$/m,
  ],
  "budget.ts": [
    /^You asked about dragons\. /m,
    /^The answer was stopped: budget\.usd is \$0\.00002, and about \$0\.00002\d* of it is spent\.\nHad arrived: 1\d\d characters$/m,
    /^The request was not sent\. .*\nHad arrived: 0 characters$/m,
  ],
  "finish-reasons.ts": [/^\[500 tokens at most: stop, complete\]$/m, /^\[10 tokens at most: length, complete\]$/m],
  "early-exit.ts": [/^Ending: aborted$/m, /^Partial: You asked about dragons\. .{0,20}$/m],
  "side-by-side.ts": [/^Blocking: {2}all \d+ characters after/m, /^Streaming: the first after/m],
  "tools-in-stream.ts": [/^Lisbon: sunny in Lisbon\nOslo: sunny in Oslo\nTools: 2, finish reason: tool_calls$/m],
  "raw-tools-in-stream.ts": [/^get_weather: {"city":"Lisbon"}\nget_weather: {"city":"Oslo"}\nTools: 2,/m],
  "tool-results.ts": [/^The tools returned: sunny in Lisbon; sunny in Oslo\.$/m],
  "prompt-class.ts": [
    /^SYSTEM: You are a chef\. Your guests are:\nAnn\nBo\nUSER: Recommend main course recipes for apples$/m,
    /about apples/,
    /^Temperature 0: \[\{"role":"user","content":"Recommend vegan snack recipes for tofu"\}\]$/m,
    /about tofu/,
  ],
  "prompt-method.ts": [aboutDragons, /^You asked about whales at the top shelf\./m],
  "prompt-function.ts": [
    aboutDragons,
    /^You asked about whales\./m,
    /^Asked: .*"A reader of 12 has read:\\nDune\\nEmma\\nRecommend a book about whales"/m,
  ],
  "history-in-template.ts": [aboutDragons, /about whales.*question 2 of/, /^Roles: system, user, assistant, user$/m],
  "images.ts": [
    /^\{"type":"image_url","image_url":\{"url":"data:image\/png;base64,iVBORw0KGgoA…","detail":"low"\}\}$/m,
    /^\{"type":"image_url","image_url":\{"url":"https:\/\/example\.com\/cat\.jpg","detail":"low"\}\}$/m,
    /^You asked about these pictures\./m,
  ],
  "dynamic-config.ts": [
    /^Temperature 0\.9, tools called: 1, \{"city":"Lisbon"\}$/m,
    /^Temperature 0\.2, tools called: 0, \{"city":"Lisbon"\}$/m,
    /^You asked about Lisbon\./m,
  ],
  "shared-prompt.ts": [aboutDragons, /^Same answers: true; models: (?:gpt-4o-mini, ){3}gpt-4o$/m],
  "agent.ts": [
    /^Turn 1, GetWeather: sunny in Lisbon$/m,
    /^Turn 1, GetTime: noon in Oslo$/m,
    /^The tools returned: sunny in Lisbon; sunny in Oslo; noon in Lisbon; noon in Oslo\.\nEnded: done, with 7 messages$/m,
  ],
  "agent-loop.ts": [
    /^The tools returned: sunny in Lisbon; Error: the station in Oslo is silent\.$/m,
    /^Messages: user, assistant, tool, tool, assistant$/m,
  ],
  "partial-tools.ts": [
    /^call 1: …\n(?:call 1: \w*…\n)*call 1: Con\w{0,10}…\n(?:call 1: \w*…\n)*call 1: Constantinople…\nsunny in Constantinople\.$/m,
    /^call 2: Ouagadougou…\nsunny in Ouagadougou\.$/m,
  ],
  "structured-table.ts": [
    /^│ title +│ dragon +│$/m,
    /^│ title +│ dragons +│\n│ author +│ dragons +│\n│ pages +│ 1 +│\n└─+┘\nValidated: dragons, 1 pages$/m,
  ],
  "structured-elements.ts": [
    /^1: dragons, part 1 \(the answer goes on\)\n2: dragons, part 2 \(the answer goes on\)\n3: dragons, part 3 .*\nTogether: 3$/m,
  ],
  "extraction-with-retry.ts": [
    /^Attempt 1: printed: 1$/m,
    /^Attempt 2: printed: 1450$/m,
    /^Valid: the Gutenberg Bible, 1450\. Attempts: 2, tokens: [1-9]\d*$/m,
  ],
  "vendors.ts": [
    /^Groq is sent {"max_completion_tokens":200,"seed":1,"model":"llama-3\.3-70b-versatile","stream":true,"stream_options":{"include_usage":true}}\nYou asked about dragons\./m,
    /^Mistral is sent {"max_tokens":200,"random_seed":1,"model":"mistral-small-latest","stream":true}\nYou asked about dragons\./m,
  ],
  "one-program-four-providers.ts": [
    /^openai calls GetTime\.\nThe tools returned: .*noon.*\. \(openai-responses, stop, warnings: 0\)$/m,
    /^openai-responses calls GetTime\.\nThe tools returned: .*noon.*\. \(anthropic, stop, warnings: \d+\)$/m,
    /^anthropic calls GetTime\.\nThe tools returned: .*noon.*\. \(google, stop, warnings: \d+\)$/m,
    /^google calls GetTime\.\nThe tools returned: .*noon.*\. \(openai, stop, warnings: \d+\)$/m,
  ],
  "chat.ts": [/^You: $/m],
};

const examples = readdirSync(new URL(".", import.meta.url)).filter((name) => /^[^.]+\.ts$/.test(name));

/** Runs an example to its end, with no input. */
async function finished(
  file: string,
  options?: ExampleOptions,
): Promise<RunningExample & { readonly code: number | null }> {
  await using example = new RunningExample(file, options);
  example.endInput();
  return Object.assign(example, { code: await example.exitCode() });
}

async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  // Only a server on a pipe has an address of another kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("every example is checked here", () => {
  expect(examples.toSorted()).toEqual(Object.keys(shows).toSorted());
});

describe.concurrent("offline", () => {
  test.for(Object.entries(shows))("%s", async ([file, patterns], { expect }) => {
    const { code, stdout, stderr } = await finished(file);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe(standInLine);
    for (const pattern of patterns) expect(stdout).toMatch(pattern);
  });
});

test("npm start -- pears asks about pears", async () => {
  const { stdout } = await finished("start.ts", { args: ["pears"] });
  expect(stdout).toContain("You asked about pears.");
});

test("what npm start writes arrives piece by piece", async () => {
  const { writes, stdout } = await finished("start.ts");
  expect(writes.length).toBeGreaterThanOrEqual(8);
  expect(writes.at(-1)!.at - writes[0]!.at).toBeGreaterThanOrEqual(100);
  const pairs = Number(/^Pairs: (\d+)$/m.exec(stdout)?.[1]);
  expect(pairs).toBeGreaterThanOrEqual(8);
});

test("the early exit is early", async () => {
  const { stdout } = await finished("early-exit.ts");
  expect(stdout).not.toContain("model was asked");
});

test("blocking and streaming give the same text", async () => {
  const { stdout } = await finished("side-by-side.ts");
  const [blocking, streaming] = [...stdout.matchAll(/all (\d+) characters/g)].map((match) => match[1]);
  expect(Number(blocking)).toBeGreaterThan(0);
  expect(streaming).toBe(blocking);
});

test("with a base URL the examples talk to that server, and send the key", async () => {
  const authorizations: unknown[] = [];
  await using server = await serve((request, response) => {
    authorizations.push(request.headers.authorization);
    const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content: "From elsewhere." } };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ choices: [choice] }));
  });
  const { stdout } = await finished("generate.ts", { env: { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "key-1" } });
  expect(stdout).toBe("From elsewhere.\n");
  expect(authorizations).toEqual(["Bearer key-1"]);
});

describe.concurrent("an error is one line, and exit code 1", () => {
  test.for(examples)("%s with a refused key", async (file, { expect }) => {
    await using server = await serve((_, response) => {
      const error = { message: "Incorrect API key provided.", code: "invalid_api_key" };
      response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    });
    await using example = new RunningExample(file, { env: { OPENAI_BASE_URL: server.url } });
    example.type("pears");
    expect(await example.exitCode()).toBe(1);
    expect(example.stderr).toBe("Error: 401 Incorrect API key provided\n");
  });

  test.for(["start.ts", "generate.ts", "chat.ts"])("%s with no server there", async (file, { expect }) => {
    const server = await serve(() => undefined);
    await server[Symbol.asyncDispose]();
    await using example = new RunningExample(file, { env: { OPENAI_BASE_URL: server.url } });
    example.type("pears");
    expect(await example.exitCode()).toBe(1);
    expect(example.stderr).toMatch(/^Error: Connection error: .*ECONNREFUSED 127\.0\.0\.1:\d+\n$/);
  });

  test("start.ts with a base URL that is none", async ({ expect }) => {
    const { code, stderr } = await finished("start.ts", { env: { OPENAI_BASE_URL: "localhost" } });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Error: OPENAI_BASE_URL is "localhost", which is no URL: write http://localhost:8080/v1, say\n',
    );
  });

  test("start.ts with a connection that breaks", async ({ expect }) => {
    await using server = await serve((_, response) => {
      const chunk = { object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "Once" } }] };
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${JSON.stringify(chunk)}\n\n`, () => response.destroy());
    });
    const { code, stdout, stderr } = await finished("start.ts", { env: { OPENAI_BASE_URL: server.url } });
    expect(code).toBe(1);
    expect(stdout).toBe("Once\n");
    expect(stderr).toMatch(/^Error: The connection broke before the answer was complete.*\n$/);
  });
});

describe.concurrent("chat", () => {
  test("lines that are there from the start are all answered, and the history is sent", async ({ expect }) => {
    await using chat = new RunningExample("chat.ts");
    chat.type("Tell me about pears");
    chat.type("And about plums?");
    chat.endInput();
    expect(await chat.exitCode()).toBe(0);
    expect(chat.stderr).toBe("");
    expect(chat.stdout).toMatch(
      /about pears.*question 1 of.*\n\[Tokens: \d+\]\n[^]*about plums.*question 2 of.*\n\[Tokens: \d+\]\n/,
    );
  });

  test("quit leaves", async ({ expect }) => {
    await using chat = new RunningExample("chat.ts");
    chat.type("quit");
    expect(await chat.exitCode()).toBe(0);
    expect(chat.stderr).toBe("");
    expect(chat.stdout).not.toContain("You asked");
  });

  test("Ctrl-C stops the answer and keeps the session", async ({ expect }) => {
    await using chat = new RunningExample("chat.ts");
    chat.type("Tell me about pears");
    await chat.until(/You asked/);
    chat.interrupt();
    await chat.until(/\[Stopped\]\nYou: /);
    expect(chat.stdout).not.toContain("would answer here");
    chat.type("Tell me about plums");
    await chat.until(/about plums[^]*\[Tokens: \d+\]/);
    expect(chat.stdout).toMatch(/about plums.*question 2 of/);
    chat.type("quit");
    expect(await chat.exitCode()).toBe(0);
    expect(chat.stderr).toBe("");
  });

  test("Ctrl-C at the prompt leaves", async ({ expect }) => {
    await using chat = new RunningExample("chat.ts");
    await chat.until(/You: /);
    chat.interrupt();
    expect(await chat.exitCode()).toBe(0);
    expect(chat.stderr).toBe("");
  });
});
