import { BaseTool } from "@zoetrope/core";
import { z } from "zod";
import type { OpenAITool } from "../tool.js";

/** How a call of a tool is handed out: as a class's instance, as one that does not fit, as a raw one, or as one that was not given. */
const kinds = ["class", "unfit", "raw", "unknown"] as const;
export const variations = kinds.length;

/** Tools for the calls of an answer, each of another kind: every variation gives each call another kind. */
export function variedTools(calls: readonly { name: string; args: unknown }[], variation: number): OpenAITool[] {
  const byName = new Map(calls.map((call) => [call.name, call]));
  return [...byName.values()].flatMap(({ name, args }, i) => {
    if (!/^[\w-]{1,64}$/.test(name)) return [];
    const kind = kinds[(i + variation) % kinds.length];
    if (kind === "unknown") return [];
    if (kind === "raw") return [{ type: "function", function: { name } }];
    return [toolClass(name, kind === "unfit" ? { ["not in any answer"]: z.string() } : fieldsFor(args))];
  });
}

function toolClass(name: string, fields: Readonly<Record<string, z.ZodType>>): OpenAITool {
  // The names come with the answer: the compiler is told of one that they may have.
  return class extends BaseTool.with(fields as { readonly value: z.ZodType }, { name }) {
    call(): string {
      return JSON.stringify(this);
    }
  };
}

/** Fields that take these very arguments. Two names are a tool's own. */
function fieldsFor(args: unknown): Readonly<Record<string, z.ZodType>> {
  const names = Object.keys(Object(args)).filter((name) => name !== "call" && name !== "toolCall");
  return Object.fromEntries(names.map((name) => [name, z.unknown()]));
}
