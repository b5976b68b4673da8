import { isObject, objects, text, type JSONObject, BaseCallResponseChunk, type Usage } from "@zoetrope/core";
import { decodeAudio } from "./audio.js";
import type OpenAI from "openai";
import { commonUsage } from "./usage.js";
import { choiceIndex, contentOf, deltaOf, mainChoice, reasoningOf, usageOf } from "./wire.js";

/** One chunk of a chat completion's stream. No accessor throws, whatever the server sent; all speak of choice 0 save `choices`. */
export class OpenAICallResponseChunk extends BaseCallResponseChunk {
  readonly #raw: JSONObject;

  constructor(raw: JSONObject) {
    super();
    this.#raw = raw;
  }

  /** The chunk as it came. */
  get chunk(): OpenAI.ChatCompletionChunk {
    // What servers really send is narrower and wider than the type, so the accessors below read it as JSON.
    return this.#raw as unknown as OpenAI.ChatCompletionChunk;
  }

  get choices(): OpenAI.ChatCompletionChunk["choices"] {
    return Array.isArray(this.#raw.choices) ? this.chunk.choices : [];
  }

  /** Undefined in a chunk without choice 0, a usage report say. */
  get choice(): OpenAI.ChatCompletionChunk.Choice | undefined {
    return mainChoice(this.#raw.choices) as OpenAI.ChatCompletionChunk.Choice | undefined;
  }

  get delta(): OpenAI.ChatCompletionChunk.Choice.Delta | undefined {
    return this.#delta as OpenAI.ChatCompletionChunk.Choice.Delta | undefined;
  }

  get #delta(): JSONObject | undefined {
    const choice = mainChoice(this.#raw.choices);
    return choice && deltaOf(choice);
  }

  /** "" when the chunk brings no text. */
  override get content(): string {
    const { choices } = this.#raw;
    if (!Array.isArray(choices) || choices.length < 2) return contentOf(this.#delta);
    // A server that leaves indexes out, or repeats one, may say choice 0 twice in a chunk, and the stream's text has both.
    const main = choices.filter((choice, position) => isObject(choice) && choiceIndex(choice, position) === 0);
    return main.map((choice) => contentOf(deltaOf(choice))).join("");
  }

  override get refusal(): string | null {
    return text(this.#delta?.refusal);
  }

  override get reasoning(): string | null {
    return reasoningOf(this.#delta);
  }

  /** Those of all choices in this chunk. */
  override get finishReasons(): readonly string[] {
    return objects(this.#raw.choices).flatMap((choice) => text(choice.finish_reason) ?? []);
  }

  override get model(): string {
    return text(this.#raw.model) ?? "";
  }

  override get id(): string {
    return text(this.#raw.id) ?? "";
  }

  /** Seconds since the epoch; null when the server did not say. */
  get created(): number | null {
    return typeof this.#raw.created === "number" ? this.#raw.created : null;
  }

  /** Null in all chunks but the last, save with servers that count along. */
  get usage(): OpenAI.CompletionUsage | null {
    return usageOf(this.#raw) as OpenAI.CompletionUsage | null;
  }

  override get commonUsage(): Usage | null {
    return commonUsage(usageOf(this.#raw));
  }

  /** The bytes of sound in this chunk. */
  get audio(): Uint8Array | null {
    const data = text(this.#audio?.data);
    return data === null ? null : decodeAudio(data);
  }

  get audioTranscript(): string | null {
    return text(this.#audio?.transcript);
  }

  get #audio(): JSONObject | null {
    const audio = this.#delta?.audio;
    return isObject(audio) ? audio : null;
  }

  get logprobs(): OpenAI.ChatCompletionChunk.Choice["logprobs"] {
    return this.choice?.logprobs ?? null;
  }
}

export { OpenAICallResponseChunk as OpenAIChatCompletionChunk };
