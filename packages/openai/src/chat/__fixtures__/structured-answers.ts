import type { TestChunk, TestCompletion } from "@zoetrope/openai/testing";

type Usage = NonNullable<TestCompletion["usage"]>;

interface Ending {
  readonly finish?: "stop" | "length" | "content_filter";
  readonly usage?: Usage;
}

export function usageOf(prompt: number, completion: number): Usage {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** A whole answer of text. */
export function whole(
  content: string | null,
  { finish = "stop", usage }: Ending = {},
  refusal: string | null = null,
): TestCompletion {
  const message = { role: "assistant", content, refusal } as const;
  return {
    object: "chat.completion",
    choices: [{ index: 0, finish_reason: finish, logprobs: null, message }],
    ...(usage ? { usage } : {}),
  };
}

/** A whole answer of calls of tools. */
export function wholeCalls(...calls: readonly (readonly [name: string, args: string])[]): TestCompletion {
  const tool_calls = calls.map(([name, args], at) => ({
    id: `call_${at}`,
    type: "function" as const,
    function: { name, arguments: args },
  }));
  const message = { role: "assistant", content: null, refusal: null, tool_calls } as const;
  return { object: "chat.completion", choices: [{ index: 0, finish_reason: "tool_calls", logprobs: null, message }] };
}

/** The same text as `whole`, in pieces of this many characters. */
export function streamed(content: string, size = 4, { finish = "stop", usage }: Ending = {}): TestChunk[] {
  return [
    ...pieces(content, size).map((piece) => chunk({ content: piece })),
    chunk({}, finish),
    ...(usage ? [{ object: "chat.completion.chunk" as const, choices: [], usage }] : []),
  ];
}

/** One call of a tool, its arguments in pieces of this many characters. */
export function streamedCall(name: string, args: string, size = 4): TestChunk[] {
  return [
    chunk({ tool_calls: [{ index: 0, id: "call_0", type: "function", function: { name, arguments: "" } }] }),
    ...pieces(args, size).map((piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
    chunk({}, "tool_calls"),
  ];
}

type Choice = NonNullable<TestChunk["choices"]>[number];

export function chunk(delta: Choice["delta"], finish: Choice["finish_reason"] = null): TestChunk {
  return { object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] };
}

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}
