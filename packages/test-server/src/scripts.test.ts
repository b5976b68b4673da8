import { get } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { gzip, html, json, noContent, redirect, startTestServer } from "./index.js";

test("json answers with a status and a value", async () => {
  await using server = await startTestServer();
  server.reply(json(429, { error: { message: "slow down" } }));
  const response = await fetch(server.url);
  expect(response.status).toBe(429);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ error: { message: "slow down" } });
});

test("html answers with a page", async () => {
  await using server = await startTestServer();
  server.reply(html());
  server.reply(html(502, "<h1>nobody home</h1>"));
  const [page, error] = [await fetch(server.url), await fetch(server.url)];
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await page.text()).toMatch(/^<!doctype html>/);
  expect([error.status, await error.text()]).toEqual([502, "<h1>nobody home</h1>"]);
});

test("redirect sends the reader on, with method and body", async () => {
  await using target = await startTestServer();
  await using server = await startTestServer();
  server.reply(redirect(`${target.url}/there`));
  target.reply(json(200, "arrived"));
  const response = await fetch(`${server.url}/here`, { method: "POST", body: "luggage" });
  expect(await response.json()).toBe("arrived");
  expect(target.requests).toMatchObject([{ method: "POST", url: "/there", body: "luggage" }]);
});

test("noContent has no body", async () => {
  await using server = await startTestServer();
  server.reply(noContent());
  const response = await fetch(server.url);
  expect(response.status).toBe(204);
  expect(response.body).toBeNull();
});

test("gzip is unpacked by the reader", async () => {
  await using server = await startTestServer();
  server.reply(gzip("data: 1\n\ndata: 2\n\n"));
  const response = await fetch(server.url);
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(await response.text()).toBe("data: 1\n\ndata: 2\n\n");
});

test("gzip cut short reaches the reader without its last bytes, in a body that ends as it should", async () => {
  await using server = await startTestServer();
  server.reply(gzip("data: 1\n\n"));
  server.reply(gzip("data: 1\n\n", 10));
  // Not fetch: it would decompress, and what it makes of a torn end is no business of this test.
  const [whole, torn] = [await rawBody(server.url), await rawBody(server.url)];
  expect(whole.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  expect(torn).toEqual(whole.subarray(0, whole.length - 10));
});

function rawBody(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, (response) => buffer(response).then(resolve, reject)).on("error", reject);
  });
}
