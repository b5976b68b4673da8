import { CallOptionsError, type DynamicConfig } from "@zoetrope/core";
import type OpenAI from "openai";
import type { OpenAIClient } from "../client.js";
import type { OpenAICallParams } from "./call-params.js";
import type { OpenAITool } from "./tool.js";

/** What a prompt for OpenAI may compute for one run. */
export type OpenAIDynamicConfig = DynamicConfig<
  OpenAI.ChatCompletionMessageParam,
  OpenAICallParams,
  OpenAITool,
  OpenAIClient
>;

/** The tools of a config. It may come from a prompt class, whose config no provider has typed. */
export function configTools(tools: readonly unknown[] | undefined, name: string): readonly OpenAITool[] | undefined {
  if (tools === undefined || tools.every(isTool)) return tools;
  throw new CallOptionsError(`${name}: tools of a dynamic config are classes of BaseTool or OpenAI's own definitions.`);
}

/** The client of a config, for the same reason. */
export function configClient(client: unknown, name: string): OpenAIClient | undefined {
  if (client === undefined || isClient(client)) return client;
  throw new CallOptionsError(
    `${name}: the client of a dynamic config is no OpenAI client: it has no chat.completions.`,
  );
}

function isTool(tool: unknown): tool is OpenAITool {
  return typeof tool === "function" || (typeof tool === "object" && tool !== null && "type" in tool);
}

function isClient(client: unknown): client is OpenAIClient {
  return typeof client === "object" && client !== null && "chat" in client;
}
