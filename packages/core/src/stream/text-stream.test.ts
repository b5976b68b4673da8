import { stall, startTestServer, type Action } from "@zoetrope/test-server";
import { expect, test } from "vitest";
import { StreamAbortedError, StreamConsumedError, StreamTruncatedError } from "../errors.js";
import { again, body, localStream, whole, wireStream } from "./__fixtures__/wire-stream.js";

const atOnce = 500;

async function read(texts: AsyncIterable<string>) {
  const pieces: string[] = [];
  let error: unknown;
  try {
    for await (const text of texts) pieces.push(text);
  } catch (thrown) {
    error = thrown;
  }
  return { pieces, error };
}

test("the text comes piece by piece, without empty pieces, and is the one pass", async () => {
  const stream = localStream([{ reasoning: "hm" }, ...whole]);
  const texts = stream.textStream();
  expect(() => stream.textStream()).toThrow(StreamConsumedError);
  expect(stream.reads()).toBe(0);
  expect(await read(texts)).toEqual({ pieces: ["Hel", "lo"], error: undefined });
  expect(stream.ending?.status).toBe("complete");
});

test("calls of next() made at once are answered in order, empty pieces between them or not", async () => {
  const texts = localStream([{}, { text: "a" }, {}, {}, { text: "b" }, { finish: "stop" }]).textStream();
  const results = await Promise.all(Array.from({ length: 4 }, () => texts.next()));
  expect(results.map(({ value }) => value)).toEqual(["a", "b", undefined, undefined]);
});

test("it throws what the loop over the stream would have thrown", async () => {
  const { pieces, error } = await read(localStream([{ text: "a" }]).textStream());
  expect(pieces).toEqual(["a"]);
  expect(error).toBeInstanceOf(StreamTruncatedError);
});

test("S1, S10: break, and return() while next() waits, close the socket at once; so does return() before the first next()", async () => {
  await using server = await startTestServer();
  server.reply({ body: [...body({ text: "a" }), stall()] });
  const broken = wireStream(server);
  for await (const text of broken.textStream()) {
    expect(text).toBe("a");
    break;
  }
  await server.until(() => server.openSockets === 0, atOnce);
  const texts = wireStream(server).textStream();
  await texts.next();
  const pending = texts.next();
  expect(await texts.return?.()).toEqual({ done: true, value: undefined });
  expect(await pending).toEqual({ done: true, value: undefined });
  await server.until(() => server.openSockets === 0, atOnce);
  const opened = wireStream(server);
  await opened.open();
  await opened.textStream().return?.();
  await server.until(() => server.openSockets === 0, atOnce);
});

test("an answer that is begun anew before any text was handed out is just read", async () => {
  const texts = localStream([{ reasoning: "hm" }, again, { text: "b" }, { finish: "stop" }]).textStream();
  expect(await read(texts)).toEqual({ pieces: ["b"], error: undefined });
});

test("an answer that is begun anew after some text throws, for text cannot be taken back, and closes the socket", async () => {
  await using server = await startTestServer();
  let isLeft = false;
  const watch: Action = ({ gone }) => {
    gone.addEventListener("abort", () => (isLeft = true));
    return new Promise(() => {});
  };
  server.reply({ body: body({ text: "a" }) });
  server.reply({ body: [...body({ text: "b" }), watch] });
  const stream = wireStream(server, { attempts: 2 });
  const { pieces, error } = await read(stream.textStream());
  expect(pieces).toEqual(["a"]);
  expect(error).toBeInstanceOf(StreamAbortedError);
  expect(error).toHaveProperty("message", expect.stringContaining("begun anew"));
  expect(stream.ending).toEqual({ status: "aborted", cause: error });
  // Not the count of sockets: the first attempt's answer was read to its end, and its connection may serve again.
  await server.until(() => isLeft, atOnce);
});

test("a slow reader of a split stream is told of the new attempt where it reads it, not where the fast one is", async () => {
  const stream = localStream([{ text: "a" }, { text: "b" }, again, { text: "c" }, { finish: "stop" }]);
  const [fast, slow] = stream.tee(2);
  for await (const _ of fast);
  expect(stream.attempt).toBe(2);
  const texts = slow.textStream();
  expect([(await texts.next()).value, (await texts.next()).value, slow.attempt]).toEqual(["a", "b", 1]);
  await expect(texts.next()).rejects.toBeInstanceOf(StreamAbortedError);
  expect(await texts.next()).toEqual({ done: true, value: undefined });
  expect(stream.ending?.status).toBe("complete");
});

test("a reader of a split stream that leaves its text leaves the stream, and one that reads on has all of it", async () => {
  const left = localStream(whole);
  const texts = left.tee(1)[0].textStream();
  await texts.next();
  await texts.return?.();
  expect(left.ending?.status).toBe("aborted");
  const [one, two] = localStream(whole).tee(2);
  two.cancel();
  expect(await one.toResponse().text()).toBe("Hello");
});
