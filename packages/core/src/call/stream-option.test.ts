import { expect, expectTypeOf, test } from "vitest";
import { readStreamOption, type IfPartialTools, type StreamOptions } from "./stream-option.js";

test("says whether and how to stream", () => {
  expect(readStreamOption(undefined)).toEqual({ stream: false, partialTools: false });
  expect(readStreamOption(false)).toEqual({ stream: false, partialTools: false });
  expect(readStreamOption(true)).toEqual({ stream: true, partialTools: false });
  expect(readStreamOption({})).toEqual({ stream: true, partialTools: false });
  expect(readStreamOption({ partialTools: undefined })).toEqual({ stream: true, partialTools: false });
  expect(readStreamOption({ partialTools: true })).toEqual({ stream: true, partialTools: true });
});

test("the type is on the safe side: partial tools wherever there may be some", () => {
  expectTypeOf<IfPartialTools<true, "p">>().toEqualTypeOf<never>();
  expectTypeOf<IfPartialTools<{}, "p">>().toEqualTypeOf<never>();
  expectTypeOf<IfPartialTools<{ readonly partialTools: false }, "p">>().toEqualTypeOf<never>();
  expectTypeOf<IfPartialTools<{ readonly partialTools: true }, "p">>().toEqualTypeOf<"p">();
  expectTypeOf<IfPartialTools<{ readonly partialTools: boolean }, "p">>().toEqualTypeOf<"p">();
  expectTypeOf<IfPartialTools<StreamOptions, "p">>().toEqualTypeOf<"p">();
});
