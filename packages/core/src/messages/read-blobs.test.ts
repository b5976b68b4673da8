import { expect, test } from "vitest";
import { CallOptionsError } from "../errors.js";
import { imagePart } from "./media.js";
import type { Message } from "./message.js";
import { Messages } from "./messages.js";
import { readBlobs } from "./read-blobs.js";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const read = { type: "base64", data: "iVBORw0KGgo=", mediaType: "image/png" };

test("without a Blob the messages come back at once, as they are", () => {
  const messages = [
    Messages.user("hi"),
    Messages.user([imagePart(png)]),
    { role: "other" },
    { content: [null, 1, {}] },
  ];
  expect(readBlobs(messages)).toBe(messages);
});

test("a Blob's bytes take its place, also in a tool result; the rest stays the same object", async () => {
  const other = Messages.user("hi");
  const image = imagePart(new Blob([png], { type: "image/gif" }), { detail: "low" });
  const result: Message = Messages.tool({
    type: "tool_result",
    id: "c",
    content: [image, { type: "text", text: "!" }],
  });
  const messages = await readBlobs([other, Messages.user(["look", image]), result]);
  expect(messages[0]).toBe(other);
  expect(messages[1]).toEqual({
    role: "user",
    content: [
      { type: "text", text: "look" },
      { type: "image", detail: "low", source: read },
    ],
  });
  expect(messages[2]).toMatchObject({ content: [{ content: [{ source: read }, { text: "!" }] }] });
  expect(image.source.type).toBe("blob");
});

test("what a Blob declares counts where its bytes tell nothing, and what the user said before both", async () => {
  const declared = imagePart(new Blob(["<svg/>"], { type: "image/svg+xml" }));
  const given = imagePart(new Blob([png]), { mediaType: "image/x-own" });
  const [message] = await readBlobs([Messages.user([declared, given])]);
  expect(message).toMatchObject({
    content: [{ source: { mediaType: "image/svg+xml" } }, { source: { mediaType: "image/x-own" } }],
  });
});

test("a Blob that is no image is refused", async () => {
  const reading = async () => readBlobs([Messages.user(imagePart(new Blob(["text"])))]);
  await expect(reading()).rejects.toThrow(CallOptionsError);
});
