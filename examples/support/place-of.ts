import { GoogleGenAI } from "@google/genai";
import type { Server } from "./run.js";

/** Where a provider's SDK finds the stand-in, which speaks every wire; nothing where no stand-in serves, and each has its own address. */
export function placeOf(
  { baseURL, apiKey = "no-key-needed" }: Server,
  model: string,
): Server | { client: GoogleGenAI } {
  if (baseURL === undefined) return {};
  if (model.startsWith("openai")) return { baseURL, apiKey };
  const root = baseURL.replace(/\/v1$/, "");
  if (model.startsWith("anthropic")) return { baseURL: root, apiKey };
  // The stand-in knows the older name of the API's version only.
  return { client: new GoogleGenAI({ apiKey, httpOptions: { baseUrl: root, apiVersion: "v1beta" } }) };
}
