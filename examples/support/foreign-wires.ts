import { Anthropic } from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { anthropicCall } from "@zoetrope/anthropic";
import { googleCall, type GoogleMessageParam } from "@zoetrope/google";
import {
  BaseTool,
  openaiCall,
  openaiResponsesCall,
  runTools,
  type CommonResponse,
  type OpenAIResponsesMessageParam,
  type ResponseMode,
  type StreamEnding,
} from "@zoetrope/openai";
import { OpenAI } from "openai";
import { z } from "zod";

/** What a model is asked for as a value. */
export const Book = z.object({ title: z.string(), author: z.string(), pages: z.number() });

/** What a model may call. */
export class Weather extends BaseTool.with({ city: z.string() }, { description: "Tells the weather of a city." }) {
  override call() {
    return `It is sunny in ${this.city}.`;
  }
}

/** What the answers of all wires say, in words that no provider owns. */
export interface Answer {
  readonly content: string;
  readonly reasoning: string | null;
  readonly ending: StreamEnding | null;
  readonly common: CommonResponse;
}

export interface AnswerStream extends AsyncIterable<[chunk: { readonly content: string }, tool: unknown]> {
  readonly content: string;
  readonly ending: StreamEnding | null;
  constructCallResponse(): Answer;
}

interface ValueStream extends AsyncIterable<object> {
  readonly source: AnswerStream;
  final(): Promise<z.output<typeof Book>>;
}

/** A run of tools; one whose answers are not streamed has each as its chunk. */
interface Run extends AsyncIterable<[chunk: { readonly content: string }, tool: unknown, turn: number]> {
  result(): Promise<{
    readonly reason: string;
    readonly response: Answer | null;
    readonly messages: readonly object[];
    readonly turns: readonly {
      readonly response: Answer;
      readonly outcomes: readonly { readonly output: unknown }[];
    }[];
  }>;
}

/** What can be asked by one wire. */
export interface Calls {
  whole(question: string): Promise<Answer>;
  stream(question: string): AnswerStream;
  run(question: string): Run;
  streamedRun(question: string): Run;
  value(question: string, mode: ResponseMode): Promise<z.output<typeof Book>>;
  streamedValue(question: string, mode: ResponseMode): ValueStream;
}

interface Wire {
  readonly name: string;
  /** The common finish reason of an answer that the token limit cut off. */
  readonly cutOff: string;
  /** That of one that calls tools. */
  readonly called: string;
  /** Whether the arguments of a call arrive in pieces. */
  readonly streamsArguments: boolean;
  /** Calls of a client of the provider's SDK that asks that server, and once only. */
  connect(url: string, given?: { readonly signal?: AbortSignal }): Calls;
}

const same = <Prompt>(prompt: Prompt): Prompt => prompt;
const tools = [Weather] as const;

/** The wires that aimock speaks and the library reads: the same six calls, of four call functions. */
export const wires: readonly Wire[] = [
  {
    name: "OpenAI chat completions",
    cutOff: "length",
    called: "tool_calls",
    streamsArguments: true,
    connect(url, given) {
      const model = "gpt-5-mini";
      const client = new OpenAI({ apiKey: "test", baseURL: `${url}/v1`, maxRetries: 0 });
      const options = { ...given, client };
      const turn = openaiCall(model, { ...options, tools })(same<OpenAI.ChatCompletionMessageParam[]>);
      const streamedTurn = openaiCall(model, { ...options, tools, stream: true })(
        same<OpenAI.ChatCompletionMessageParam[]>,
      );
      const user = (text: string) => ({ role: "user", content: text }) as const;
      return {
        whole: openaiCall(model, options)(same<string>),
        stream: openaiCall(model, { ...options, stream: true })(same<string>),
        run: (question) => runTools(turn, [user(question)]),
        streamedRun: (question) => runTools(streamedTurn, [user(question)]),
        value: (question, mode) => openaiCall(model, { ...options, mode, responseModel: Book })(same<string>)(question),
        streamedValue: (question, mode) =>
          openaiCall(model, { ...options, mode, responseModel: Book, stream: true })(same<string>)(question),
      };
    },
  },
  {
    name: "OpenAI Responses",
    // aimock leaves `incomplete_details` out, which a real answer has: here nobody says what cut it off.
    cutOff: "incomplete",
    called: "tool_calls",
    streamsArguments: true,
    connect(url, given) {
      const model = "gpt-5-mini";
      const client = new OpenAI({ apiKey: "test", baseURL: `${url}/v1`, maxRetries: 0 });
      const options = { ...given, client };
      const turn = openaiResponsesCall(model, { ...options, tools })(same<OpenAIResponsesMessageParam[]>);
      const streamedTurn = openaiResponsesCall(model, { ...options, tools, stream: true })(
        same<OpenAIResponsesMessageParam[]>,
      );
      const user = (text: string) => ({ role: "user", content: text }) as const;
      return {
        whole: openaiResponsesCall(model, options)(same<string>),
        stream: openaiResponsesCall(model, { ...options, stream: true })(same<string>),
        run: (question) => runTools(turn, [user(question)]),
        streamedRun: (question) => runTools(streamedTurn, [user(question)]),
        value: (question, mode) =>
          openaiResponsesCall(model, { ...options, mode, responseModel: Book })(same<string>)(question),
        streamedValue: (question, mode) =>
          openaiResponsesCall(model, { ...options, mode, responseModel: Book, stream: true })(same<string>)(question),
      };
    },
  },
  {
    name: "Anthropic messages",
    cutOff: "length",
    called: "tool_calls",
    streamsArguments: true,
    connect(baseURL, given) {
      const model = "claude-haiku-4-5";
      const client = new Anthropic({ apiKey: "test", baseURL, maxRetries: 0 });
      const options = { ...given, client };
      const turn = anthropicCall(model, { ...options, tools })(same<Anthropic.MessageParam[]>);
      const streamedTurn = anthropicCall(model, { ...options, tools, stream: true })(same<Anthropic.MessageParam[]>);
      const user = (text: string) => ({ role: "user", content: text }) as const;
      return {
        whole: anthropicCall(model, options)(same<string>),
        stream: anthropicCall(model, { ...options, stream: true })(same<string>),
        run: (question) => runTools(turn, [user(question)]),
        streamedRun: (question) => runTools(streamedTurn, [user(question)]),
        value: (question, mode) =>
          anthropicCall(model, { ...options, mode, responseModel: Book })(same<string>)(question),
        streamedValue: (question, mode) =>
          anthropicCall(model, { ...options, mode, responseModel: Book, stream: true })(same<string>)(question),
      };
    },
  },
  {
    name: "Google generateContent",
    cutOff: "length",
    // aimock's word. The API says STOP, as in the recordings, which is read as "tool_calls".
    called: "FUNCTION_CALL",
    streamsArguments: false,
    connect(baseUrl, given) {
      const model = "gemini-2.5-flash";
      // aimock knows no other version of this API; the SDK's own choice is v1.
      const httpOptions = { baseUrl, apiVersion: "v1beta", retryOptions: { attempts: 1 } };
      const client = new GoogleGenAI({ apiKey: "test", httpOptions });
      const options = { ...given, client };
      const turn = googleCall(model, { ...options, tools })(same<GoogleMessageParam[]>);
      const streamedTurn = googleCall(model, { ...options, tools, stream: true })(same<GoogleMessageParam[]>);
      const user = (text: string) => ({ role: "user", parts: [{ text }] });
      return {
        whole: googleCall(model, options)(same<string>),
        stream: googleCall(model, { ...options, stream: true })(same<string>),
        run: (question) => runTools(turn, [user(question)]),
        streamedRun: (question) => runTools(streamedTurn, [user(question)]),
        value: (question, mode) => googleCall(model, { ...options, mode, responseModel: Book })(same<string>)(question),
        streamedValue: (question, mode) =>
          googleCall(model, { ...options, mode, responseModel: Book, stream: true })(same<string>)(question),
      };
    },
  },
];
