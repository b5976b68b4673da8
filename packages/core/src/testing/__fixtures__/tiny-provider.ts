import {
  BaseCallResponse,
  BaseCallResponseChunk,
  BaseStructuredStream,
  CallStream,
  CallOptionsError,
  ChoiceState,
  MalformedChunkError,
  ProviderStreamError,
  ResponseModel,
  SseSource,
  StreamState,
  ToolSet,
  andThen,
  createCall,
  isObject,
  objects,
  parseArguments,
  readBlobs,
  readBody,
  readWhole,
  responseHint,
  text,
  toolAnswer,
  type CallFactory,
  type ContentPart,
  type ConvertedPrompt,
  type InvalidTool,
  type JSONObject,
  type Message,
  type NeutralCallParams,
  type Provider,
  type ProviderTypes,
  type RawTool,
  type ReceivedToolCall,
  type ResponseContext,
  type ResponseSchema,
  type SchemaIn,
  type SentParams,
  type StreamAdapter,
  type ToolOutput,
  type ToolSlot,
  type Usage,
} from "../../index.js";

// 1. The wire. A request is { model, turns, tools?, maxLength?, heat?, stream }.

export interface TinyCall {
  readonly id: string;
  readonly tool: string;
  readonly args: string;
}

export interface TinyTurn {
  readonly who: "rules" | "person" | "machine" | "tools";
  readonly says: string;
  readonly calls?: readonly TinyCall[];
  readonly answers?: readonly { readonly id: string; readonly says: string }[];
}

export interface TinyClient {
  send(body: object, signal: AbortSignal): Promise<Response>;
}

const finishReasons = new Map([
  ["done", "stop"],
  ["full", "length"],
  ["calls", "tool_calls"],
]);

// 2. What the provider says in its own words, in neutral ones.

function usageOf(usage: unknown): Usage | null {
  if (!isObject(usage)) return null;
  const [read, written] = [count(usage.read), count(usage.written)];
  const total = read === null || written === null ? null : read + written;
  return { inputTokens: read, cachedTokens: null, outputTokens: written, reasoningTokens: null, totalTokens: total };
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function toNeutral(turn: TinyTurn): Message {
  const calls = (turn.calls ?? []).map(({ id, tool, args }): ContentPart => {
    const { value, error } = parseArguments(args);
    return { type: "tool_call", id, name: tool, args: error ? args : value };
  });
  const answers = (turn.answers ?? []).map(({ id, says }): ContentPart => ({ type: "tool_result", id, content: says }));
  const role = { rules: "system", person: "user", machine: "assistant", tools: "tool" } as const;
  const parts = [...(turn.says === "" ? [] : [{ type: "text", text: turn.says } as const]), ...calls, ...answers];
  return { role: role[turn.who], content: calls.length + answers.length === 0 ? turn.says : parts };
}

// 3. The other way: what cannot be carried is told.

function convert(messages: readonly (Message | TinyTurn)[]): ConvertedPrompt<TinyTurn> {
  const warnings: string[] = [];
  const turns = messages.map((message, at) =>
    isTurn(message) ? message : toTurn(message, `messages[${at}]`, warnings),
  );
  return { messages: turns, warnings };
}

function isTurn(message: Message | TinyTurn): message is TinyTurn {
  return "who" in message;
}

function toTurn({ role, content, name, extra }: Message, where: string, warnings: string[]): TinyTurn {
  const who = { system: "rules", developer: "rules", user: "person", assistant: "machine", tool: "tools" } as const;
  if (name !== undefined) warnings.push(`${where}: the name ${JSON.stringify(name)} is left out.`);
  if (extra !== undefined) warnings.push(`${where}: fields of other providers are left out.`);
  const parts: readonly ContentPart[] = typeof content === "string" ? [{ type: "text", text: content }] : content;
  const says: string[] = [];
  const calls: TinyCall[] = [];
  const answers: { id: string; says: string }[] = [];
  for (const [at, part] of parts.entries()) {
    if (part.type === "text") says.push(part.text);
    else if (part.type === "refusal") says.push(part.refusal);
    else if (part.type === "tool_call") calls.push({ id: part.id, tool: part.name, args: JSON.stringify(part.args) });
    else if (part.type === "tool_result") answers.push({ id: part.id, says: answerText(part.content) });
    else warnings.push(`${where}.content[${at}]: a part ${JSON.stringify(part.type)} is left out.`);
  }
  return {
    who: who[role],
    says: says.join(""),
    ...(calls.length > 0 && { calls }),
    ...(answers.length > 0 && { answers }),
  };
}

function answerText(content: string | readonly ContentPart[]): string {
  return typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

// 4. One chunk, and the whole answer. No accessor throws, whatever the server sent.

export class TinyChunk extends BaseCallResponseChunk {
  override readonly refusal = null;

  constructor(readonly raw: JSONObject) {
    super();
  }

  override get content(): string {
    return text(this.raw.says) ?? "";
  }

  override get reasoning(): string | null {
    return text(this.raw.thinks);
  }

  override get finishReasons(): readonly string[] {
    const end = text(this.raw.end);
    return end === null ? [] : [end];
  }

  override get model(): string {
    return text(this.raw.model) ?? "";
  }

  override get id(): string {
    return text(this.raw.id) ?? "";
  }

  override get commonUsage(): Usage | null {
    return usageOf(this.raw.usage);
  }
}

export class TinyCallResponse<Tool = never> extends BaseCallResponse<Tool | InvalidTool, TinyTurn, SentParams> {
  readonly response: JSONObject;

  constructor({
    response,
    ...context
  }: ResponseContext<Tool | InvalidTool, TinyTurn, SentParams> & { response: JSONObject }) {
    super(context);
    this.response = response;
  }

  readonly refusal = null;

  get content(): string {
    return text(this.response.says) ?? "";
  }

  get reasoning(): string | null {
    return text(this.response.thinks);
  }

  get finishReasons(): readonly string[] {
    const end = text(this.response.end);
    return end === null ? [] : [end];
  }

  get model(): string {
    return text(this.response.model) ?? "";
  }

  get id(): string {
    return text(this.response.id) ?? "";
  }

  get usage(): unknown {
    return this.response.usage ?? null;
  }

  override get commonUsage(): Usage | null {
    return usageOf(this.response.usage);
  }

  /** The last turn of the person that was sent; null when there was none. */
  get userMessageParam(): TinyTurn | null {
    return this.messages.findLast(({ who }) => who === "person") ?? null;
  }

  get messageParam(): TinyTurn {
    const calls = callsIn(this.response);
    return { who: "machine", says: this.content, ...(calls.length > 0 && { calls }) };
  }

  toolMessageParams(outputs: readonly ToolOutput[]): TinyTurn[] {
    const answers = outputs.map((pair) => ({ id: pair[0].toolCall.id, says: toolAnswer(pair).text }));
    return answers.length === 0 ? [] : [{ who: "tools", says: "", answers }];
  }

  get common() {
    const [end] = this.finishReasons;
    return {
      finishReason: end === undefined ? null : (finishReasons.get(end) ?? end),
      usage: this.commonUsage,
      message: toNeutral(this.messageParam),
      messages: this.messages.map(toNeutral),
    };
  }
}

function callsIn({ calls }: JSONObject): TinyCall[] {
  return objects(calls).map(({ id, tool, args }) => ({
    id: text(id) ?? "",
    tool: text(tool) ?? "",
    args: text(args) ?? "",
  }));
}

function received(call: TinyCall): ReceivedToolCall {
  return { id: call.id, name: call.tool, arguments: parseArguments(call.args), raw: call };
}

// 5. The stream: what is gathered, what each event does to it, and the whole answer that it adds up to.

class TinyState extends StreamState<ChoiceState, JSONObject> {
  get answered(): boolean {
    return this.choices.size > 0;
  }

  protected override newChoice(): ChoiceState {
    return new ChoiceState(this.limits);
  }
}

class TinyAdapter implements StreamAdapter<JSONObject, TinyChunk, TinyState> {
  readonly provider = "tiny";
  readonly state: TinyState;

  constructor(readonly options: Parameters<Provider["adapter"]>[0]) {
    this.state = new TinyState(options.limits);
  }

  open(signal: AbortSignal) {
    return this.options.open(signal);
  }

  decode(data: unknown): JSONObject | null {
    if (String(data).trim() === "") return null;
    return decodeJSON(String(data));
  }

  decodeBody(body: string): JSONObject {
    return decodeJSON(body);
  }

  read(raw: JSONObject): TinyChunk {
    const { state } = this;
    const { main } = state;
    state.id ||= text(raw.id) ?? "";
    state.model ||= text(raw.model) ?? "";
    if (isObject(raw.usage)) state.usage = raw.usage;
    if (raw.error) throw new ProviderStreamError(`Tiny reported an error: ${String(raw.error)}`, raw.error);
    main.content.add(text(raw.says) ?? "");
    main.reasoning.add(text(raw.thinks) ?? "");
    for (const { index, id, tool, args } of objects(raw.calls)) {
      state.choice(0).slots.accept({ index, id, name: tool, arguments: text(args) ?? "" }, state.settled);
    }
    if (raw.says !== undefined || raw.thinks !== undefined) state.choice(0);
    const end = text(raw.end);
    if (end !== null) {
      state.choice(0).finishReason = end;
      main.slots.settleAll(state.settled);
    }
    return new TinyChunk(raw);
  }

  empty(): TinyChunk {
    return new TinyChunk({ id: this.state.id, model: this.state.model });
  }

  verdict(): "complete" | "truncated" {
    return this.state.isFinished ? "complete" : "truncated";
  }

  received(slot: ToolSlot): ReceivedToolCall {
    return received({ id: slot.id, tool: slot.name, args: slot.arguments.text });
  }
}

function buildResponse({ id, model, usage, main }: TinyState): JSONObject {
  const calls = main.slots.all.filter(({ delivered }) => delivered);
  return {
    id,
    model,
    says: main.content.toString(),
    ...(!main.reasoning.isEmpty && { thinks: main.reasoning.toString() }),
    ...(calls.length > 0 && {
      calls: calls.map((slot) => ({ id: slot.id, tool: slot.name, args: slot.arguments.text })),
    }),
    ...(main.finishReason !== null && { end: main.finishReason }),
    ...(usage !== null && { usage }),
  };
}

export class TinyStream<Tool = never, PartialTool = never> extends CallStream<
  TinyChunk,
  TinyState,
  TinyCallResponse<Tool>,
  Tool | InvalidTool,
  PartialTool,
  TinyTurn
> {
  protected override respond(
    context: ResponseContext<Tool | InvalidTool, TinyTurn, SentParams>,
  ): TinyCallResponse<Tool> {
    return new TinyCallResponse<Tool>({ ...context, response: buildResponse(this.state) });
  }

  override get commonUsage(): Usage | null {
    return usageOf(this.state.usage);
  }
}

export class TinyStructuredStream<Schema extends ResponseSchema> extends BaseStructuredStream<
  Schema,
  TinyCallResponse<RawTool>,
  TinyStream<RawTool>
> {}

// 6. Sending. A refused request throws the client's own error.

function decodeJSON(body: string): JSONObject {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new MalformedChunkError(`Tiny sent what is no JSON: ${JSON.stringify(body.slice(0, 200))}.`, { cause });
  }
  if (isObject(value)) return value;
  throw new MalformedChunkError(`Tiny sent JSON that is no object: ${body.slice(0, 200)}.`);
}

function decodeWhole(body: string): JSONObject {
  const answer = decodeJSON(body);
  if (answer.error) throw new ProviderStreamError(`Tiny reported an error: ${String(answer.error)}`, answer.error);
  return answer;
}

// 7. The provider: options, prompts, precedence, retries and structured output are core's.

export interface TinyTypes extends ProviderTypes {
  readonly message: TinyTurn;
  readonly rawTool: JSONObject;
  readonly callParams: { readonly maxLength?: number; readonly heat?: number } & NeutralCallParams & {
      readonly model?: string;
    };
  readonly client: TinyClient;
  readonly body: JSONObject;
  readonly chunk: TinyChunk;
  readonly state: TinyState;
  readonly response: TinyCallResponse<this["Tool"]>;
  readonly stream: TinyStream<this["Tool"], this["PartialTool"]>;
  readonly structured: TinyStructuredStream<SchemaIn<this>>;
}

export const tiny: Provider<TinyTypes> = {
  name: "tiny",
  label: "Tiny",
  clientHas: "send",
  example: 'tinyCall("tiny-1")',
  neutralNames: {
    temperature: "heat",
    maxTokens: "maxLength",
    stop: undefined,
    topP: undefined,
    seed: undefined,
    frequencyPenalty: undefined,
    presencePenalty: undefined,
  },
  aliases: {},
  setByTheLibrary: ["turns", "tools", "stream"],
  streamParams: [],
  isTool: (tool): tool is never => typeof tool === "function" || isObject(tool),
  toolSet: (tools, onInvalid) =>
    new ToolSet<JSONObject, unknown>(tools, ({ name }) => text(name) ?? undefined, onInvalid),
  describeTools: ({ definitions }) => definitions,
  toolChoice(choice) {
    if (choice === undefined || choice === "auto") return {};
    throw new CallOptionsError("Tiny cannot be told which tool to call. Leave toolChoice out.");
  },
  answerForm(schema, mode) {
    if (mode === "tool" || mode === "strict")
      throw new CallOptionsError(`Tiny knows no mode ${mode}: use mode: "json".`);
    const model = schema === undefined ? null : new ResponseModel(schema);
    return { model, tool: null, params: () => ({ form: model?.told?.schema ?? "json" }) };
  },
  convert: (messages) => andThen(readBlobs(messages), convert),
  toNeutral: (message) => (isTurn(message) ? toNeutral(message) : message),
  body: ({ params, messages, tools, form, stream }) => ({
    ...params,
    ...form,
    turns: messages,
    ...(tools.definitions.length > 0 && { tools: tools.definitions }),
    stream,
  }),
  explain: ({ turns, tools, ...params }) => ({
    messages: objects(turns),
    messagesName: "turns",
    tools: objects(tools),
    params,
  }),
  isClient: (client): client is TinyClient => typeof Object(client).send === "function",
  client({ client }) {
    if (client) return client;
    throw new CallOptionsError("Tiny has no address of its own: pass a client.");
  },
  async sendStream(client, body, { signal, limits }) {
    const response = await client.send(body, signal);
    return new SseSource(response.body, { requestId: null, hint: responseHint(response), limits });
  },
  async sendWhole(client, body, { signal, limits }) {
    const response = await client.send(body, signal);
    const read = async (): Promise<JSONObject> => decodeWhole(await readBody(response, limits));
    return { answer: await readWhole({ provider: "tiny", requestId: null }, read), requestId: null };
  },
  adapter: (options) => new TinyAdapter(options),
  stream: (options) => new TinyStream<unknown, unknown>(options),
  response: (response, { createTool, ...context }) =>
    new TinyCallResponse<unknown>({
      ...context,
      response,
      tools: callsIn(response).map((call) => createTool(received(call))),
    }),
  structured: (options) => new TinyStructuredStream(options),
  argumentsOf: ({ messageParam: { calls = [] } }, name) => calls.find(({ tool }) => tool === name)?.args ?? null,
  retryTurn: ({ response }, problem) => [response.messageParam, { who: "person", says: problem }],
};

export const tinyCall: CallFactory<TinyTypes> = createCall(tiny);
