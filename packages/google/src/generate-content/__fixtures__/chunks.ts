/** Made by hand, after recorded ones. */
export type Wire = Readonly<Record<string, unknown>>;

export const usage = { promptTokenCount: 7, candidatesTokenCount: 3, thoughtsTokenCount: 5, totalTokenCount: 15 };

/** A chunk (or a whole answer) of these parts. */
export function answer(parts: readonly Wire[], finishReason?: string, more: Wire = {}): Wire {
  const candidate = {
    content: { parts, role: "model" },
    ...(finishReason !== undefined && { finishReason }),
    index: 0,
  };
  return { candidates: [candidate], modelVersion: "gemini-test-001", responseId: "r-1", ...more };
}

export const text = (said: string): Wire => ({ text: said });
export const thought = (said: string): Wire => ({ text: said, thought: true });

export function call(name: string, args: Wire, more: Wire = {}): Wire {
  return { functionCall: { name, args }, ...more };
}

/** As Google frames it. */
export function sse(...chunks: readonly unknown[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join("");
}
