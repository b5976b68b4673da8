import { expect, test } from "vitest";
import { errorLine } from "./error-line.js";

test.for<[string, unknown, string]>([
  ["a message loses its full stop", new Error("No such model."), "Error: No such model"],
  ["lines become one", new Error("First.\n  Second."), "Error: First. Second"],
  ["causes follow", new Error("Failed.", { cause: new Error("no route") }), "Error: Failed: no route"],
  [
    "a cause that says nothing new is left out",
    new Error("It broke (reset).", { cause: new Error("reset") }),
    "Error: It broke (reset)",
  ],
  [
    "a name with two addresses",
    new Error("Failed", { cause: new AggregateError([new Error("refused ::1"), new Error("refused 127.0.0.1")]) }),
    "Error: Failed: refused ::1, refused 127.0.0.1",
  ],
  ["what is no error", "gone", "Error: gone"],
])("%s", ([, error, line]) => {
  expect(errorLine(error)).toBe(line);
});

test("a circle of causes ends", () => {
  const first = new Error("first");
  first.cause = new Error("second", { cause: first });
  expect(errorLine(first)).toBe("Error: first: second");
});
