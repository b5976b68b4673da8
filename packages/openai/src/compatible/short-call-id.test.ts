import { expect, it } from "vitest";
import { shortCallId } from "./short-call-id.js";

it("keeps an id of 9 letters and digits, and makes one of any other, always the same", () => {
  expect(shortCallId("D681PevKs")).toBe("D681PevKs");
  const made = Array.from({ length: 5000 }, (_, at) => shortCallId(`call_${at}`));
  expect(made.every((id) => /^[a-z0-9]{9}$/.test(id))).toBe(true);
  expect(new Set(made).size).toBe(5000);
  expect(made[7]).toBe(shortCallId("call_7"));
});
