import { done, sse } from "@zoetrope/test-server";
import fc from "fast-check";
import { chunk, delta, finish, text, usage } from "./chat-chunks.js";

/** The limits that `overLimit` frames pass, and no other frame comes near. */
export const limits = { eventSize: 4000, choices: 2, toolCalls: 2 };

/** One frame of a body. */
export interface BodyFrame {
  readonly bytes: string;
  /** It passes one of `limits`, of which the wire itself knows nothing. */
  readonly overLimit: boolean;
}

const plain = (bytes: string): BodyFrame => ({ bytes, overLimit: false });
const over = (bytes: string): BodyFrame => ({ bytes, overLimit: true });
const event = (value: unknown): string => sse(value).join("");
const choice = (index: number): object => ({ index, delta: {}, finish_reason: null });

const answers = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }).map((value) => plain(event(text(value)))) },
  { weight: 1, arbitrary: fc.constant(plain(event(finish()))) },
  { weight: 1, arbitrary: fc.constant(plain(event(usage(3, 4)))) },
);
const silent = fc.constantFrom(
  ": comment\n\n",
  "event: ping\n\n",
  "event: ping\ndata:\n\n",
  "data:\n\n",
  "data: null\n\n",
  "id: 7\n\n",
  "\n",
);
const fatal = fc.constantFrom(
  plain(event({ error: { message: "overloaded" } })),
  plain('event: error\ndata: {"message":"gone"}\n\n'),
  plain("data: {broken\n\n"),
  plain(done()),
  over(event(text("x".repeat(2 * limits.eventSize)))),
  over(event(chunk({ choices: [choice(5), choice(6), choice(7)] }))),
  over(event(delta({ tool_calls: ["a", "b", "c"].map((id, index) => ({ index, id, function: { name: "f" } })) }))),
);

/** Bodies of all kinds, most of them with an answer and an end. */
export const bodyFrames: fc.Arbitrary<BodyFrame[]> = fc
  .record({
    frames: fc.array(
      fc.oneof(
        { weight: 12, arbitrary: answers },
        { weight: 4, arbitrary: silent.map(plain) },
        { weight: 1, arbitrary: fatal },
      ),
      { maxLength: 14 },
    ),
    end: fc.constantFrom([], [finish()], [finish(), usage(3, 4)]),
    marked: fc.boolean(),
  })
  .map(({ frames, end, marked }) => [...frames, ...sse(...end).map(plain), ...(marked ? [plain(done())] : [])]);
