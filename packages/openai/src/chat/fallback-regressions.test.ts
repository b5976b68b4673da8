import { withMiddleware, type CallFailure } from "@zoetrope/core";
import { BaseTool, openaiCall } from "@zoetrope/openai";
import {
  cut,
  done,
  json,
  pause,
  sse,
  stall,
  startTestServer,
  type Reply,
  type TestServer,
} from "@zoetrope/test-server";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { clientOf, read } from "./__fixtures__/ask-server.js";
import { answer, callDelta, finish, text } from "./__fixtures__/chat-chunks.js";

const busy: Reply = json(503, { error: { message: "busy" } });
const wholeOf = (content: string): Reply =>
  json(200, {
    object: "chat.completion",
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  });
const whole = wholeOf("Hello");
const streamed: Reply = { body: answer("Hel", "lo") };
async function serving(...replies: readonly Reply[]): Promise<TestServer> {
  const server = await startTestServer();
  for (const reply of replies) server.reply(reply);
  return server;
}
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => "nothing thrown" as unknown,
    (e: unknown) => e,
  );

describe("own code's throws do not fall back (whole)", () => {
  const mistake = new TypeError("mine");
  const boom = (): never => {
    throw mistake;
  };
  test("an observer's end", async () => {
    await using server = await serving(whole);
    await using other = await serving(whole);
    const call = withMiddleware(
      openaiCall("m", { client: clientOf(server), fallback: [{ client: clientOf(other) }] })(() => "Hi"),
      { onEvent: ({ type }) => void (type === "end" && boom()) },
    );
    expect(await thrownBy(call())).toBe(mistake);
    expect(other.requests).toHaveLength(0);
  });
  test("retry.on", async () => {
    await using server = await serving(busy);
    await using other = await serving(whole);
    const call = openaiCall("m", {
      client: clientOf(server),
      retry: { attempts: 2, on: boom },
      fallback: [{ client: clientOf(other) }],
    })(() => "Hi");
    expect(await thrownBy(call())).toBe(mistake);
    expect(other.requests).toHaveLength(0);
  });
  test("a schema's own function", async () => {
    await using server = await serving(wholeOf('{"a":1}'));
    await using other = await serving(wholeOf('{"a":1}'));
    const call = openaiCall("m", {
      client: clientOf(server),
      responseModel: z.object({ a: z.number().refine(boom) }),
      fallback: [{ client: clientOf(other) }],
    })(() => "Hi");
    expect(await thrownBy(call())).toBe(mistake);
    expect(other.requests).toHaveLength(0);
  });
  test("a fallback's prompt or parser", async () => {
    await using server = await serving(busy);
    await using other = await serving(whole);
    await using third = await serving(whole);
    const second = openaiCall("m", { client: clientOf(other), outputParser: (r): string => (r.content ? boom() : "") })(
      () => "Hi",
    );
    const call = openaiCall("m", {
      client: clientOf(server),
      outputParser: (r): string => r.content,
      fallback: [second, { client: clientOf(third) }],
    })(() => "Hi");
    expect(await thrownBy(call())).toBe(mistake);
    expect(third.requests).toHaveLength(0);
  });
});

describe("limits over all routes (whole)", () => {
  test("total", async () => {
    await using server = await serving({ body: [stall()] });
    await using other = await serving(whole);
    const call = openaiCall("m", {
      client: clientOf(server),
      timeouts: { total: 60 },
      fallback: [{ client: clientOf(other) }],
    })(() => "Hi");
    expect(await thrownBy(call())).toMatchObject({ limit: "total" });
    expect(other.requests).toHaveLength(0);
  });
  test("total, streamed, for comparison", async () => {
    await using server = await serving({ body: [stall()] });
    await using other = await serving(streamed);
    const call = openaiCall("m", {
      stream: true,
      client: clientOf(server),
      timeouts: { total: 60 },
      fallback: [{ client: clientOf(other) }],
    })(() => "Hi");
    expect((await read(call())).error).toMatchObject({ limit: "total" });
    expect(other.requests).toHaveLength(0);
  });
  test("signal reaches a fallback call", async () => {
    await using server = await serving(busy);
    await using other = await serving({ body: [stall()] });
    const controller = new AbortController();
    const second = openaiCall("m", { client: clientOf(other) })(() => "Hi");
    const call = openaiCall("m", { client: clientOf(server), signal: controller.signal, fallback: [second] })(
      () => "Hi",
    );
    const asked = thrownBy(call());
    await other.until(() => other.requests.length === 1);
    controller.abort("enough");
    const slow = new Promise((resolve) => setTimeout(resolve, 1000, "still waiting"));
    expect(await Promise.race([asked, slow])).toBe("enough");
    await other.until(() => other.openSockets === 0);
  }, 5000);
  test("attempts and their numbers", async () => {
    await using server = await serving(busy);
    await using other = await serving(busy, whole);
    const failures: CallFailure[] = [];
    const call = openaiCall("m", {
      client: clientOf(server),
      retry: { attempts: 2, delay: 0 },
      fallback: [{ client: clientOf(other), on: (f) => failures.push(f) > 0 }],
    })(() => "Hi");
    const response = await call();
    expect(failures.map(({ attempt }) => attempt)).toEqual([2]);
    expect(response.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });
  test("budget", async () => {
    await using server = await serving(busy);
    const call = openaiCall("m", {
      client: clientOf(server),
      retry: { attempts: 3, delay: 0, budget: 150 },
      fallback: [{ model: "b" }, { model: "c" }],
    })(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return "Hi";
    });
    await thrownBy(call());
    // the prompt's 200 ms are no part of the budget, which begins with the first attempt
    expect(server.requests).toHaveLength(9);
  });
  test("budget, streamed", async () => {
    await using server = await serving(busy);
    const call = openaiCall("m", {
      stream: true,
      client: clientOf(server),
      retry: { attempts: 3, delay: 0, budget: 150 },
    })(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return "Hi";
    });
    await read(call());
    expect(server.requests).toHaveLength(3);
  });
});

describe("a fallback's options", () => {
  test("apiKey alone keeps the baseURL", async () => {
    await using server = await serving(busy, whole);
    const elsewhere = await serving(whole);
    process.env.OPENAI_BASE_URL = `${elsewhere.url}/v1`;
    try {
      const call = openaiCall("m", {
        baseURL: `${server.url}/v1`,
        apiKey: "sk-a",
        retry: { attempts: 2, delay: 0, on: () => false },
        fallback: [{ apiKey: "sk-b" }],
      })(() => "Hi");
      await thrownBy(call());
      expect(elsewhere.requests).toHaveLength(0);
      expect(server.requests).toHaveLength(2);
    } finally {
      delete process.env.OPENAI_BASE_URL;
      await elsewhere[Symbol.asyncDispose]();
    }
  });
  test.each([
    ["client", { client: { nothing: 1 } }, /fallback/],
    ["callParams", { callParams: { messages: [] } }, /callParams\.messages is set by the library/],
    ["model", { model: "" }, /fallback/],
  ])("told at decoration: %s", (_, entry, message) => {
    expect(() => openaiCall("m", { fallback: [entry as never] })).toThrow(message);
  });
  test("copied at decoration", async () => {
    await using server = await serving(busy, whole);
    const callParams = { temperature: 0 };
    const call = openaiCall("m", {
      client: clientOf(server),
      fallback: [{ callParams }],
    })(() => "Hi");
    callParams.temperature = 1;
    await call();
    expect(JSON.parse(server.requests[1]!.body)).toMatchObject({ temperature: 0 });
  });
});

describe("restart", () => {
  const torn = (...frames: object[]): Reply => ({ body: [...sse(...frames), pause(5), cut()] });
  test("partial tools begin anew", async () => {
    class Tell extends BaseTool.with({ word: z.string() }) {
      override call(): string {
        return this.word;
      }
    }
    await using server = await serving(torn(callDelta({ index: 0, id: "c1", name: "Tell", args: '{"wo' })), {
      body: [
        ...sse(callDelta({ index: 0, id: "c2", name: "Tell", args: '{"word":"x"}' }), finish("tool_calls")),
        done(),
      ],
    });
    const stream = openaiCall("m", {
      stream: { partialTools: true },
      tools: [Tell],
      client: clientOf(server),
      retry: { attempts: 2, delay: 0 },
      midStream: "restart",
    })(() => "Hi")();
    const seen: [number, number][] = [];
    for await (const [, tool] of stream) if (tool && "partial" in tool) seen.push([stream.attempt, tool.index]);
    expect(seen).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });
  test("a value whose second answer is in another place", async () => {
    await using server = await serving(torn(callDelta({ index: 0, id: "c1", name: "Book", args: '{"title":"Bad' })), {
      body: answer('{"title":"Dune"}'),
    });
    const Book = z.object({ title: z.string() }).meta({ title: "Book" });
    const stream = openaiCall("m", {
      stream: true,
      responseModel: Book,
      mode: "tool",
      client: clientOf(server),
      retry: { attempts: 2, delay: 0 },
      midStream: "restart",
    })(() => "Hi")();
    const seen: [number, string | undefined][] = [];
    for await (const partial of stream) seen.push([stream.attempt, partial.title]);
    expect(seen).toEqual([
      [1, "Bad"],
      [2, "Dune"],
    ]);
  });
  test("elements of the torn answer are not counted for the next", async () => {
    await using server = await serving(torn(text('[{"a":1},{"a":2},{"a"')), { body: answer('[{"a":3}', ',{"a":4}]') });
    const stream = openaiCall("m", {
      stream: true,
      responseModel: z.array(z.object({ a: z.number() })),
      client: clientOf(server),
      retry: { attempts: 2, delay: 0 },
      midStream: "restart",
    })(() => "Hi")();
    const seen: [number, number][] = [];
    for await (const e of stream.elements()) seen.push([stream.attempt, e.a]);
    expect(seen).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
    ]);
  });
  test("failFast behind a restart", async () => {
    await using server = await serving(
      torn(text('{"a":1,')),
      { body: answer('{"a":"x",', '"b":1}') },
      { body: answer('{"a":2,"b":3}') },
    );
    const stream = openaiCall("m", {
      stream: true,
      responseModel: z.object({ a: z.number(), b: z.number() }),
      failFast: true,
      client: clientOf(server),
      retry: { attempts: 2, delay: 0, validation: 1 },
      midStream: "restart",
    })(() => "Hi")();
    expect(await stream.final()).toEqual({ a: 2, b: 3 });
    expect(stream.attempt).toBe(3);
    await server.until(() => server.openSockets === 0);
  });
});

describe("misc", () => {
  test("a wait that no timer can count is not an immediate one", async () => {
    const headers = { "content-type": "application/json", "retry-after": "3000000" };
    await using server = await serving({ status: 429, headers, body: ["{}"] });
    const controller = new AbortController();
    const call = openaiCall("m", {
      client: clientOf(server),
      signal: controller.signal,
      retry: { attempts: 5, budget: Infinity },
    })(() => "Hi");
    const asked = thrownBy(call());
    await server.until(() => server.requests.length >= 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    controller.abort("enough");
    await asked;
    expect(server.requests).toHaveLength(1);
  });
  test("retry: 3 is told", () => {
    expect(() => openaiCall("m", { retry: 3 as never })).toThrow(/retry/);
  });
  test("an empty retry-after is none", async () => {
    const headers = { "content-type": "application/json", "retry-after": " " };
    await using server = await serving({ status: 429, headers, body: ["{}"] }, whole);
    const error = await thrownBy(
      openaiCall("m", { client: clientOf(server), retry: { attempts: 2, delay: 1e9, budget: 1 } })(() => "Hi")(),
    );
    expect(error).toMatchObject({ status: 429 });
  });
  test("nothing is left: signal listeners, timers, sockets", async () => {
    await using server = await serving(busy, busy, streamed);
    const controller = new AbortController();
    let count = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...a: Parameters<typeof add>) => {
      count++;
      add(...a);
    };
    signal.removeEventListener = (...a: Parameters<typeof remove>) => {
      count--;
      remove(...a);
    };
    const call = openaiCall("m", {
      stream: true,
      client: clientOf(server),
      signal,
      timeouts: { total: 5000, open: 5000 },
      retry: { attempts: 3, delay: 1 },
    })(() => "Hi");
    const stream = call();
    await stream.open();
    await read(stream);
    expect(count).toBe(0);
    expect(process.getActiveResourcesInfo().filter((x) => x === "Timeout").length).toBeLessThanOrEqual(3);
  });
  test("tee with a restart", async () => {
    await using server = await serving({ body: [...sse(text("Bad")), pause(5), cut()] }, streamed);
    const stream = openaiCall("m", {
      stream: true,
      client: clientOf(server),
      retry: { attempts: 2, delay: 0 },
      midStream: "restart",
    })(() => "Hi")();
    const [a, b] = stream.tee(2);
    const of = async (r: typeof a) => {
      const seen: string[] = [];
      for await (const [chunk] of r) if (chunk.content) seen.push(`${r.attempt}${chunk.content}`);
      return seen;
    };
    expect(await of(a)).toEqual(["1Bad", "2Hel", "2lo"]);
    expect(await of(b)).toEqual(["1Bad", "2Hel", "2lo"]);
    expect((await stream.response()).content).toBe("Hello");
  });
  test("validation retries behind a fallback", async () => {
    await using server = await serving(busy);
    await using other = await serving(wholeOf('{"a":"x"}'), wholeOf('{"a":1}'));
    const call = openaiCall("m", {
      client: clientOf(server),
      responseModel: z.object({ a: z.number() }),
      retry: { validation: 1 },
      fallback: [{ client: clientOf(other), model: "n" }],
    })(() => "Hi");
    expect(await call()).toEqual({ a: 1 });
    expect([server.requests.length, other.requests.length]).toEqual([1, 2]);
  });
});

describe("chains", () => {
  const prompt = () => "Hi";
  test("a fallback call that fails is followed by the next one: a stream", async () => {
    await using server = await serving(busy);
    await using other = await serving(busy);
    await using third = await serving(streamed);
    const second = openaiCall("m", { stream: true, client: clientOf(other) })(prompt);
    const fallback = [second, { client: clientOf(third) }];
    const stream = openaiCall("m", { stream: true, client: clientOf(server), fallback })(prompt)();
    expect(await read(stream)).toMatchObject({ text: "Hello", error: undefined });
    expect(stream.attempts).toHaveLength(2);
  });

  test("a fallback call that fails is followed by the next one: a whole answer", async () => {
    await using server = await serving(busy);
    await using other = await serving(busy);
    await using third = await serving(whole);
    const second = openaiCall("m", { client: clientOf(other) })(prompt);
    const fallback = [second, { client: clientOf(third) }];
    const response = await openaiCall("m", { client: clientOf(server), fallback })(prompt)();
    expect(response.content).toBe("Hello");
  });

  test("a fallback's own fallback, and what all of them fail with", async () => {
    await using server = await serving(busy);
    await using other = await serving(busy);
    await using third = await serving(json(500, { error: { message: "third" } }));
    const last = openaiCall("m", { stream: true, client: clientOf(third) })(prompt);
    const second = openaiCall("m", { stream: true, client: clientOf(other), fallback: [last] })(prompt);
    const stream = openaiCall("m", { stream: true, client: clientOf(server), fallback: [second] })(prompt)();
    expect((await read(stream)).error).toMatchObject({ status: 500 });
    expect(stream.attempts).toHaveLength(2);
    expect([server, other, third].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
  });
  test("left during a wait: no request follows, and open() tells", async () => {
    await using server = await serving(busy);
    const stream = openaiCall("m", {
      stream: true,
      client: clientOf(server),
      retry: { attempts: 5, delay: 20_000, budget: 60_000 },
    })(prompt)();
    const opened = thrownBy(stream.open());
    await server.until(() => server.requests.length === 1 && stream.attempts.length === 1);
    stream.cancel("bye");
    expect(await opened).toMatchObject({ name: "StreamAbortedError" });
    expect(server.requests).toHaveLength(1);
    expect(process.getActiveResourcesInfo().filter((x) => x === "Timeout").length).toBeLessThan(6);
  });
  test("open() goes through retries, and the body's failure too", async () => {
    await using server = await serving(busy, { body: [pause(5), cut()] }, streamed);
    const stream = openaiCall("m", { stream: true, client: clientOf(server), retry: { attempts: 3, delay: 0 } })(
      prompt,
    )();
    await stream.open();
    expect(server.requests).toHaveLength(2);
    expect(await read(stream)).toMatchObject({ text: "Hello" });
    await server.until(() => server.openSockets === 0 || true);
  });
  test("left while the prompt is pending: nothing is sent by a client that knows no signal", async () => {
    let sent = 0;
    const client = {
      chat: {
        completions: {
          create: () => {
            sent++;
            return Promise.reject(new Error("sent"));
          },
        },
      },
    };
    let give: (prompt: string) => void = () => undefined;
    const stream = openaiCall("m", { stream: true, client })(
      () =>
        new Promise<string>((resolve) => {
          give = resolve;
        }),
    )();
    const reading = read(stream);
    await new Promise((resolve) => setTimeout(resolve, 5));
    stream.cancel();
    await reading;
    give("Hi");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toBe(0);
  });
  test("no secret in what fails", async () => {
    const { inspect } = await import("node:util");
    await using server = await serving(busy);
    const secret = "sk-verysecret";
    const call = openaiCall("m", {
      apiKey: secret,
      baseURL: `${server.url}/v1`,
      retry: { attempts: 2, delay: 0 },
      fallback: [{ apiKey: `${secret}2`, model: "n" }],
    })(prompt);
    const error = await thrownBy(call());
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
    const stream = openaiCall("m", {
      stream: true,
      apiKey: secret,
      baseURL: `${server.url}/v1`,
      fallback: [{ apiKey: `${secret}2`, model: "n" }],
    })(prompt)();
    await read(stream);
    expect(inspect(stream, { depth: 10, showHidden: true })).not.toContain(secret);
    expect(JSON.stringify(stream.attempts)).not.toContain(secret);
  });
});
