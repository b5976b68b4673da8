import { CallOptionsError } from "../errors.js";

export interface StreamOptions {
  /** The pairs of the stream also hold `PartialTool`s: tool calls while their arguments arrive. Default `false`. */
  readonly partialTools?: boolean;
}

/** The `stream` of a call's options: whether it is streamed, or how. */
export type StreamOption = boolean | StreamOptions;

/** What a call with this option may hand out as partial tools: `Partial`, or nothing. */
export type IfPartialTools<Stream, Partial> = Stream extends { readonly partialTools?: infer Asked }
  ? unknown extends Asked
    ? never
    : true extends Asked
      ? Partial
      : never
  : never;

/** Reads the option. Throws `CallOptionsError` for what is none. */
export function readStreamOption(given: unknown): { readonly stream: boolean; readonly partialTools: boolean } {
  if (given === undefined || typeof given === "boolean") return { stream: given === true, partialTools: false };
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new CallOptionsError(
      `stream is ${JSON.stringify(given)}, and must be true, false or { partialTools: true }.`,
    );
  }
  const { partialTools = false, ...others }: { readonly partialTools?: unknown } = given;
  const other = Object.keys(others)[0];
  if (other !== undefined) {
    throw new CallOptionsError(`stream.${other} is no option of a stream. There is: partialTools.`);
  }
  if (typeof partialTools !== "boolean") {
    throw new CallOptionsError(`stream.partialTools is ${JSON.stringify(partialTools)}, and must be true or false.`);
  }
  return { stream: true, partialTools };
}
