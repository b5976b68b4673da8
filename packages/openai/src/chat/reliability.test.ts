import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { StreamError } from "@zoetrope/core";
import type { OpenAIStream } from "@zoetrope/openai";
import { ClientSockets, startTestServer } from "@zoetrope/test-server";
import { expect, test } from "vitest";
import { faultTables, type FaultRow } from "./__fixtures__/fault-rows.js";
import { askOpponent } from "./__fixtures__/outcome.js";

/** `UPDATE_RELIABILITY=1` writes what was measured into the file; without it the file must say the same. */
const page = new URL("../../../../docs/reliability.md", import.meta.url);
const [begin, end] = ["<!-- measured -->\n", "<!-- /measured -->"];

test("docs/reliability.md tells what was measured", async () => {
  using sockets = new ClientSockets();
  const sections: string[] = [];
  for (const { title, rows } of faultTables) {
    const lines = await Promise.all(rows.map(async (row) => lineOf(row, await measure(row, sockets))));
    const hasOptions = rows.some(({ given }) => given !== undefined);
    const columns = [
      "fault",
      ...(hasOptions ? ["option"] : []),
      "the reader sees",
      "`ending.status`",
      "stays readable",
      "requests",
      "sockets after 100 ms",
    ];
    sections.push(
      [`## ${title}\n`, `| ${columns.join(" | ")} |`, `|${"---|".repeat(columns.length)}`, ...lines, ""].join("\n"),
    );
  }
  const measured = `\n${sections.join("\n")}\n`;
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  const [before = "", rest = ""] = text.split(begin);
  const [checked = "", after = ""] = rest.split(end);
  if (process.env["UPDATE_RELIABILITY"]) writeFileSync(page, before + begin + measured + end + after);
  expect(measured).toBe(process.env["UPDATE_RELIABILITY"] ? measured : checked);
}, 60_000);

interface Measured {
  readonly sees: string;
  readonly status: string;
  readonly readable: string;
  readonly requests: number;
  readonly sockets: string;
}

async function measure(
  { fault, scripts, options, settle = 100, read = readAll }: FaultRow,
  sockets: ClientSockets,
): Promise<Measured> {
  const server = await startTestServer();
  const { url } = server;
  await using _closing = server;
  for (const script of scripts) server.reply(script);
  if (scripts.length === 0) await server.close();
  const controller = new AbortController();
  const stream = askOpponent({ url }, { signal: controller.signal, ...options });
  const stuck = sleep(5000, undefined, { ref: false }).then(() =>
    Promise.reject(new Error(`A reader waits for ever: ${fault}`)),
  );
  const loop = read(stream, controller).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const thrown = await Promise.race([loop, stuck]);
  await sleep(settle);
  const status = stream.ending?.status ?? "none";
  const open = sockets.open(Number(new URL(url).port));
  // Not in the table, because it holds for every row.
  const { provider, partial } = StreamError.isInstance(thrown?.error)
    ? thrown.error
    : { provider: "openai", partial: null };
  expect([provider, partial?.content ?? stream.content]).toEqual(["openai", stream.content]);
  expect(["complete", "truncated", "aborted", "failed"]).toContain(status);
  return {
    sees: thrown ? `throws ${nameOf(thrown.error)}` : "ends",
    status,
    readable: readableOf(stream),
    requests: server.requests.length,
    // One that is kept after a whole answer serves the next request.
    sockets: open === 0 ? "0" : `${open}, idle`,
  };
}

async function readAll(stream: OpenAIStream): Promise<void> {
  for await (const _ of stream);
}

function readableOf(stream: OpenAIStream): string {
  const parts = [
    stream.content && `content "${stream.content.length > 20 ? `${stream.content.slice(0, 5)}…` : stream.content}"`,
    stream.finishReasons.length > 0 && `finish reason "${stream.finishReasons.join()}"`,
    stream.usage && `usage (${stream.totalTokens} tokens)`,
    stream.openToolCalls.length > 0 &&
      `${stream.openToolCalls.length} open tool call${stream.openToolCalls.length === 1 ? "" : "s"}`,
    stream.attempts.length > 0 && `the failed attempt in \`attempts\``,
  ].filter(Boolean);
  return parts.join(", ") || "–";
}

/** The errors of the SDK are all named "Error"; theirs is the class's name. A `RangeError` stands for whatever the caller threw. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RangeError) return "the caller's own error";
  const { name, constructor, limit }: Error & { limit?: unknown } = error;
  const full = name === "Error" ? `OpenAI.${constructor.name}` : name;
  return `\`${full}\`${typeof limit === "string" ? ` (\`limit: "${limit}"\`)` : ""}`;
}

function lineOf({ fault, given }: FaultRow, { sees, status, readable, requests, sockets }: Measured): string {
  const cells = [fault, ...(given === undefined ? [] : [given]), sees, `\`${status}\``, readable, requests, sockets];
  return `| ${cells.join(" | ")} |`;
}
