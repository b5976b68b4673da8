import {
  CallOptionsError,
  streamLimits,
  type ClientOptions,
  type Decode,
  type OnInvalidTool,
  type StreamLimits,
  type ToolOf,
} from "@zoetrope/core";
import { openStream, requestOptions } from "../sdk-answers.js";
import { resolveResponsesClient, type OpenAIResponsesClient } from "./client.js";
import { ResponsesAdapter } from "./stream-adapter.js";
import { OpenAIResponsesStream } from "./stream.js";
import { responsesToolSet, type OpenAIResponsesTool } from "./tool.js";

export interface ResumeOptions<
  Tools extends readonly OpenAIResponsesTool[],
> extends ClientOptions<OpenAIResponsesClient> {
  /** The `sequenceNumber` of the stream that broke: what came up to there does not come again. Default: all of it comes again. */
  readonly startingAfter?: number | undefined;
  /** Those of the call that began the response, so that its calls are handed out as their tools. */
  readonly tools?: Tools;
  readonly onInvalidTool?: OnInvalidTool;
  /** Ends the request, whatever it is at; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** How far an answer may grow. */
  readonly limits?: Partial<StreamLimits>;
  /** `sdk` iterates the client's own stream. Default `wire`. */
  readonly decode?: Decode;
}

/**
 * Goes on with the stream of a response that runs in the background (`callParams: { background: true, store: true }`), after its connection
 * broke:
 *
 * ```ts
 * try {
 *   for await (const [chunk] of stream) process.stdout.write(chunk.content);
 * } catch (error) {
 *   if (!StreamTransportError.isInstance(error)) throw error;
 *   const rest = resumeResponse(stream.id, { startingAfter: stream.sequenceNumber ?? undefined });
 *   for await (const [chunk] of rest) process.stdout.write(chunk.content);
 * }
 * ```
 *
 * `content`, `tools` and the pairs are those of the rest; `constructCallResponse()` has the whole response, because its last event brings
 * it. The API keeps the events of responses that were created with `background` and `stream`, for some minutes after their end.
 * Source: https://developers.openai.com/api/docs/guides/background, "Streaming a background response".
 *
 * Throws `CallOptionsError` for options that make no sense.
 */
export function resumeResponse<const Tools extends readonly OpenAIResponsesTool[] = []>(
  id: string,
  options: ResumeOptions<Tools> = {},
): OpenAIResponsesStream<ToolOf<Tools[number]>> {
  const { startingAfter, signal, decode = "wire", onInvalidTool } = options;
  if (typeof id !== "string" || id.trim() === "") {
    throw new CallOptionsError(
      "resumeResponse needs the id of a response: that of the stream which broke, as in stream.id.",
    );
  }
  if (startingAfter !== undefined && !(Number.isInteger(startingAfter) && startingAfter >= 0)) {
    throw new CallOptionsError(
      `startingAfter is ${String(startingAfter)}, and must be a whole number of at least 0: the sequenceNumber of the stream that broke.`,
    );
  }
  const limits = streamLimits(options.limits);
  // An empty list where none were given, which is what `Tools` is then.
  const tools = responsesToolSet((options.tools ?? []) as Tools, onInvalidTool);
  const adapter = new ResponsesAdapter({
    limits,
    acceptMissingFinishReason: false,
    fromStart: startingAfter === undefined,
    async open(own) {
      const { responses } = await resolveResponsesClient(options);
      if (responses.retrieve === undefined) {
        throw new CallOptionsError("The client given has no responses.retrieve, which a response is resumed with.");
      }
      const query = {
        stream: true,
        ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
      } as const;
      const pending = responses.retrieve(id, query, requestOptions({ signal: own, maxRetries: undefined }));
      return openStream(pending, { decode, limits }, "retrieve");
    },
  });
  return new OpenAIResponsesStream<ToolOf<Tools[number]>>({
    adapter,
    signal,
    createTool: (call) => tools.create(call),
    record: () => ({ messages: [], callParams: {}, promptTemplate: null, fnArgs: [], metadata: {} }),
  });
}
