import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const packages = join(import.meta.dirname, "../packages");

/** One folder for each wire. */
const wires = ["anthropic/src/messages", "google/src/generate-content", "openai/src/chat", "openai/src/responses"];

/** Whoever knows one provider finds their way in all. A wire that needs more has more files beside these. */
const files = [
  "build-response",
  "call",
  "call-options",
  "call-params",
  "call-response",
  "call-response-chunk",
  "convert-messages",
  "convert-prompt",
  "dynamic-config",
  "is-own-message",
  "message-param",
  "prompt",
  "provider",
  "provider-error",
  "read-messages",
  "retry-turn",
  "send",
  "stream",
  "stream-adapter",
  "stream-state",
  "structured-request",
  "structured-stream",
  "tool",
  "tool-message",
  "types",
  "usage",
  "wire",
];

describe.each(wires)("%s", (folder) => {
  const there = readdirSync(join(packages, folder));

  it("has the files that every wire has", () => {
    expect(files.filter((name) => !there.includes(`${name}.ts`))).toEqual([]);
  });

  it("keeps the contract, in a test of that name", () => {
    expect(there).toContain("contract.test.ts");
  });

  it("has a client, its own or that of its package", () => {
    const places = [join(packages, folder, "client.ts"), join(packages, folder, "../client.ts")];
    expect(places.some((place) => existsSync(place))).toBe(true);
  });
});

it("every folder with a provider in it is on the list", () => {
  const found = readdirSync(packages)
    .filter((name) => existsSync(join(packages, name, "src")))
    .flatMap((name) => readdirSync(join(packages, name, "src")).map((folder) => `${name}/src/${folder}`))
    .filter((folder) => existsSync(join(packages, folder, "provider.ts")) && folder !== "core/src/provider");
  expect(found.toSorted()).toEqual(wires);
});
