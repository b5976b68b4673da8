import { createCall, type CallDecoratorOf, type CallFactory } from "@zoetrope/core";
import { googleProvider } from "./provider.js";
import type { GoogleTypes } from "./types.js";

/**
 * Makes a call of Gemini from a function that returns a prompt: a string, a message or a list of messages, or a promise of one of these.
 *
 * ```ts
 * const recommend = googleCall("gemini-2.5-flash", { stream: true })((genre: string) => `Recommend a ${genre} book`);
 * for await (const [chunk] of recommend("fantasy")) process.stdout.write(chunk.content);
 * ```
 *
 * Vertex takes a client made for it: `client: new GoogleGenAI({ vertexai: true, project, location })`.
 *
 * Throws `CallOptionsError` at decoration for options that make no sense. A refused request throws the SDK's own error, whole calls
 * when they are awaited and streams at the first read.
 */
export const googleCall: CallFactory<GoogleTypes> = createCall(googleProvider);

/** What `googleCall` returns. */
export type GoogleCallDecorator<Result> = CallDecoratorOf<GoogleTypes, Result>;
