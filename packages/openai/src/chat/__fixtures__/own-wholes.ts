/** Whole answers by hand, for what the recorded ones do not hold and for where they are not at hand. */
export const ownWholes: readonly { readonly name: string; readonly whole: string }[] = [
  own("own/text, reasoning and usage", {
    choices: [choice({ content: "größer 🎉", reasoning: "Hm 你好." })],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, prompt_tokens_details: { cached_tokens: 1 } },
    service_tier: "default",
  }),
  own("own/no usage and empty text", { choices: [choice({ content: "", refusal: null })] }),
  own("own/a refusal with logprobs", {
    choices: [
      {
        ...choice({ content: null, refusal: "No." }),
        logprobs: {
          content: null,
          refusal: [
            { token: "No", logprob: -1 },
            { token: ".", logprob: -2 },
          ],
        },
      },
    ],
  }),
  own("own/three choices of which one was cut", {
    choices: [
      choice({ content: "a b" }),
      { ...choice({ content: "c" }), index: 1 },
      { ...choice({ content: "d" }, "length"), index: 2 },
    ],
  }),
  own("own/calls with good, broken, missing and no JSON arguments, and a tool's own text", {
    choices: [
      choice(
        {
          content: null,
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "find", arguments: '{"q":"\\"}{","n":[1,{"a":null}]}' },
            },
            { id: "call_2", type: "function", function: { name: "broken", arguments: '{"q": "cut o' } },
            { id: "call_3", type: "function", function: { name: "now", arguments: "" } },
            {
              id: "call_4",
              type: "function",
              function: { name: "bare", arguments: "[1, 2]" },
              extra: { signature: "x" },
            },
            { id: "call_5", type: "custom", custom: { name: "shell", input: "ls {" } },
            { id: "call_6", type: "function", function: { name: "find", arguments: '{"q":"again","n":[]}' } },
          ],
        },
        "tool_calls",
      ),
    ],
  }),
  own("own/sound", {
    choices: [choice({ content: null, audio: { id: "au_1", data: "aGVsbG8=", transcript: "hello", expires_at: 9 } })],
  }),
];

function own(name: string, fields: object): { readonly name: string; readonly whole: string } {
  const answer = { id: "c-1", object: "chat.completion", created: 7, model: "m-1", ...fields };
  return { name, whole: JSON.stringify(answer) };
}

function choice(message: object, finish_reason = "stop"): object {
  return { index: 0, message: { role: "assistant", ...message }, finish_reason };
}
