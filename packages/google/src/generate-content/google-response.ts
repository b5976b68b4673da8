import type { GenerateContentResponse } from "@google/genai";

/**
 * An answer, or a chunk of one, as it comes over the wire. The SDK's class of that name without the getters it adds: `text` and the
 * like are found on this library's own classes.
 */
export type GoogleResponse = Pick<
  GenerateContentResponse,
  "candidates" | "createTime" | "modelVersion" | "modelStatus" | "promptFeedback" | "responseId" | "usageMetadata"
>;
