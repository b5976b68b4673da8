import { expect, test } from "vitest";
import { ReasoningDetails } from "./reasoning-details.js";

function detailsOf(...reads: readonly unknown[][]) {
  const details = new ReasoningDetails();
  for (const pieces of reads) details.add(pieces);
  return details.toJSON();
}

const text = (piece: object) => ({ type: "reasoning.text", ...piece });

test("pieces of one type and index are one detail; its text grows, and what is said once is kept", () => {
  expect(
    detailsOf(
      [text({ index: 0, text: "Let me ", format: "anthropic-claude-v1" })],
      [text({ index: 0, text: "think.", format: null })],
      [text({ index: 0, signature: "sig" })],
    ),
  ).toEqual([text({ index: 0, text: "Let me think.", format: "anthropic-claude-v1", signature: "sig" })]);
});

test("details that interleave stay apart, in the order of their first pieces", () => {
  const summary = (piece: object) => ({ type: "reasoning.summary", index: 0, ...piece });
  expect(
    detailsOf(
      [text({ index: 1, text: "b" }), text({ index: 0, text: "a" })],
      [summary({ summary: "in " }), text({ index: 1, text: "B" }), summary({ summary: "short" })],
    ),
  ).toEqual([text({ index: 1, text: "bB" }), text({ index: 0, text: "a" }), summary({ summary: "in short" })]);
});

test("encrypted reasoning is whole in each piece", () => {
  const encrypted = (data: string) => ({ type: "reasoning.encrypted", index: 0, data });
  expect(detailsOf([encrypted("AAAA")], [encrypted("BBBB")])).toEqual([encrypted("AAAA"), encrypted("BBBB")]);
});

test("a name from the wire is a field, whatever it is, and no object is no piece", () => {
  const hostile: unknown = JSON.parse('{"type":"reasoning.text","index":0,"__proto__":{"polluted":true},"text":"a"}');
  const [detail] = detailsOf([hostile, null, 7, "x", []]);
  expect(JSON.stringify(detail)).toBe('{"type":"reasoning.text","index":0,"__proto__":{"polluted":true},"text":"a"}');
  expect(Object.getPrototypeOf(detail)).toBe(Object.prototype);
});
