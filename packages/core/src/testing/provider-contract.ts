import type { ProviderResponse, ProviderTypes } from "../provider/provider-types.js";
import { runStream, runWhole, type ContractAnswer, type ContractTarget, type StreamRun } from "./contract-run.js";
import { breaks, cuttings, type Bytes } from "./cuttings.js";
import { historyFaults } from "./history-contract.js";
import { requestFault } from "./request-contract.js";
import { hostileBodies } from "./hostile.js";
import { difference, neutralView, shapeOf, type NeutralView } from "./neutral-view.js";
import { touchAll } from "./touch.js";

/** A real answer of the provider's server. */
export interface ContractRecording {
  readonly name: string;
  readonly kind: "stream" | "whole";
  readonly body: Bytes;
  /** Of the header `content-type`. Default: an event stream, or JSON. */
  readonly contentType?: string;
  /** Options of the call that it answers: the tools, say, which it calls. */
  readonly options?: object;
  /** How the stream ends. Default `complete`; `failed` for one that holds an error. */
  readonly ending?: "complete" | "failed" | "truncated";
  /** What it adds up to, as far as somebody else has computed it: without that, what is lost always is not missed. */
  readonly expected?: Partial<NeutralView>;
  /** Of a stream: the body of a whole answer to the same request. What the model said may differ, and what kind of thing it said may not. */
  readonly twin?: Bytes;
}

export interface ContractOptions<Types extends ProviderTypes> extends ContractTarget<Types> {
  readonly recordings: readonly ContractRecording[];
  /** Neutral finish reasons that may be met beside `stop`, `length`, `tool_calls` and `content_filter`. */
  readonly otherFinishReasons?: readonly string[];
  /** How many random cuts, breaks, hostile bodies and histories are tried of each. Default 20. */
  readonly runs?: number;
}

/** One thing that must hold. `run` rejects where it does not. */
export interface ContractCheck {
  readonly name: string;
  run(): Promise<void>;
}

/**
 * What every provider has to keep, as checks for any test runner:
 *
 * ```ts
 * for (const { name, run } of providerContract({ provider, client, recordings })) it(name, run);
 * ```
 *
 * - The stream law: however the bytes of a stream are cut, its pairs join up to its content and its tools, and it adds up to one response,
 *   which is the one that its own raw answer gives without a stream.
 * - Broken off anywhere, a stream has exactly one ending, and is `complete` only where nothing of the answer is missing.
 * - No accessor throws, whatever the server sent.
 * - A whole twin of the same request has the same neutral shape.
 * - A request holds the model, the prompt and the neutral params that the provider has a name for.
 * - Neutral histories go to the provider and come back, save what the warnings say.
 *
 * Nothing here is random from run to run: seeds are fixed, and failures name theirs.
 */
export function providerContract<Types extends ProviderTypes>(options: ContractOptions<Types>): ContractCheck[] {
  const contract = new Contract(options);
  return [
    ...options.recordings.flatMap((recording) =>
      recording.kind === "stream" ? contract.ofStream(recording) : contract.ofWhole(recording),
    ),
    contract.ofRequests(),
    contract.ofHistories(),
  ];
}

class Contract<Types extends ProviderTypes> {
  readonly #options: ContractOptions<Types>;
  readonly #runs: number;

  constructor(options: ContractOptions<Types>) {
    this.#options = options;
    this.#runs = options.runs ?? 20;
  }

  ofStream(recording: ContractRecording): ContractCheck[] {
    const { name, twin } = recording;
    return [
      { name: `${name}: adds up to one response, however its bytes are cut`, run: () => this.#law(recording) },
      {
        name: `${name}: broken off anywhere, has one ending, and is complete only when whole`,
        run: () => this.#breaks(recording),
      },
      { name: `${name}: spoiled, makes no accessor throw`, run: () => this.#hostile(recording) },
      ...(twin ? [{ name: `${name}: is of the shape of its whole twin`, run: () => this.#twin(recording, twin) }] : []),
    ];
  }

  ofWhole(recording: ContractRecording): ContractCheck[] {
    const run = async (): Promise<void> => {
      const response = await runWhole(this.#options, answerOf(recording), recording.options ?? {});
      this.#checkResponse(response);
      demand(unexpected(recording, neutralView(response, new TextDecoder().decode(recording.body))));
    };
    return [{ name: `${recording.name}: is read without a fault`, run }];
  }

  /** A client in a test answers whatever it is asked, so that nothing else here sees what was. */
  ofRequests(): ContractCheck {
    const run = async (): Promise<void> => demand(await requestFault(this.#options.provider));
    return { name: "a request holds the model, the prompt and the neutral params", run };
  }

  ofHistories(): ContractCheck {
    const run = async (): Promise<void> => demand(await historyFaults(this.#options.provider, this.#runs * 10));
    return { name: "neutral histories go to the provider and come back, save what the warnings say", run };
  }

  async #law(recording: ContractRecording): Promise<void> {
    const text = new TextDecoder().decode(recording.body);
    const { stream } = await this.#stream(recording, [recording.body]);
    const response = stream.constructCallResponse({ partial: true });
    const view = neutralView(response, text);
    this.#checkResponse(response);
    demand(unexpected(recording, view));
    for (const { label, reads } of cuttings(recording.body, this.#runs)) {
      const { stream: cut } = await this.#stream(recording, reads);
      demand(difference(`cut ${label}`, neutralView(cut.constructCallResponse({ partial: true }), text), view));
    }
    if ((recording.ending ?? "complete") !== "complete") return;
    const raw: unknown = Reflect.get(response, "response");
    if (typeof raw !== "object" || raw === null) return;
    const body = new TextEncoder().encode(JSON.stringify(raw));
    const answer = { reads: [body], contentType: "application/json" };
    const whole = await runWhole(this.#options, answer, recording.options ?? {});
    demand(difference("the same answer without a stream", neutralView(whole, text), view));
  }

  async #breaks(recording: ContractRecording): Promise<void> {
    const text = new TextDecoder().decode(recording.body);
    const { stream: whole } = await this.#stream(recording, [recording.body]);
    const { content, reasoning, calls } = neutralView(whole.constructCallResponse({ partial: true }), text);
    for (const at of breaks(recording.body, this.#runs)) {
      const begun = { ...recording, body: recording.body.subarray(0, at) };
      const run = await runStream(this.#options, answerOf(begun), recording.options ?? {});
      const label = `broken off after ${at} bytes`;
      demand(faultOf(run, label));
      if (run.stream.ending?.status !== "complete") continue;
      const seen = neutralView(run.stream.constructCallResponse(), text);
      const [got, wanted] = [{ ...pick(seen) }, { content, reasoning, calls }];
      demand(difference(`${label}, and called complete`, got, wanted));
    }
  }

  async #hostile(recording: ContractRecording): Promise<void> {
    for (const [seed, body] of hostileBodies(recording.body, this.#runs).entries()) {
      const run = await runStream(this.#options, answerOf({ ...recording, body }), recording.options ?? {});
      const label = `spoiled with seed ${seed}`;
      demand(faultOf(run, label));
      const touched = [run.stream, ...run.pairs.map(([chunk]) => chunk)].flatMap(touchAll);
      const response = run.stream.constructCallResponse({ partial: true });
      demand([...touched, ...touchAll(response)].map((fault) => `${label}: ${fault}`)[0] ?? null);
      if (Reflect.get({}, "polluted") !== undefined)
        throw new Error(`${label}: the wire reached an object's prototype`);
    }
  }

  async #twin(recording: ContractRecording, twin: Bytes): Promise<void> {
    const { stream } = await this.#stream(recording, [recording.body]);
    const streamed = neutralView(stream.constructCallResponse(), "");
    const answer = { reads: [twin], contentType: "application/json" };
    const whole = neutralView(await runWhole(this.#options, answer, recording.options ?? {}), "");
    demand(difference("the shape of the stream", shapeOf(streamed), shapeOf(whole)));
  }

  /** A run of the whole body, in which nothing may be wrong. */
  async #stream(recording: ContractRecording, reads: readonly Bytes[]): Promise<StreamRun> {
    const run = await runStream(this.#options, { ...answerOf(recording), reads }, recording.options ?? {});
    demand(faultOf(run, "the stream"));
    const { stream, pairs, thrown } = run;
    const wanted = recording.ending ?? "complete";
    const { status } = stream.ending ?? {};
    if (status !== wanted) throw new Error(`the stream ended ${status}, not ${wanted}`, { cause: thrown?.error });
    demand(pairs.flatMap(([chunk]) => touchAll(chunk))[0] ?? null);
    demand(touchAll(stream)[0] ?? null);
    return run;
  }

  #checkResponse(response: ProviderResponse): void {
    demand(touchAll(response)[0] ?? null);
    const { finishReason } = response.common;
    const known = ["stop", "length", "tool_calls", "content_filter", ...(this.#options.otherFinishReasons ?? [])];
    if (finishReason === null || known.includes(finishReason)) return;
    throw new Error(
      `common.finishReason is ${JSON.stringify(finishReason)}, which is no neutral word: ${known.join(", ")}`,
    );
  }
}

function answerOf({ kind, body, contentType }: ContractRecording): ContractAnswer {
  return { reads: [body], contentType: contentType ?? (kind === "stream" ? "text/event-stream" : "application/json") };
}

/** What must hold of every stream that was read to its end, however it ended. */
function faultOf({ stream, pairs, thrown, events }: StreamRun, label: string): string | null {
  const status = stream.ending?.status;
  if (status !== "complete" && status !== "truncated" && status !== "failed") return `${label}: it ended ${status}`;
  if ((status === "complete") !== (thrown === null))
    return `${label}: it ended ${status}, and threw ${String(thrown?.error)}`;
  const last = events.filter(({ type }) => type === "end" || type === "error");
  if (last.length !== 1 || events.at(-1) !== last[0]) return `${label}: ${last.length} endings were told`;
  const joined = pairs.map(([chunk]) => chunk.content).join("");
  if (joined !== stream.content)
    return `${label}: its chunks say ${JSON.stringify(joined)}, and it ${JSON.stringify(stream.content)}`;
  const tools = pairs.flatMap(([, tool]) => (tool === null ? [] : [tool]));
  const isSame = tools.length === stream.tools.length && tools.every((tool, at) => tool === stream.tools[at]);
  return isSame ? null : `${label}: the tools of its pairs are not its tools`;
}

function unexpected({ expected = {} }: ContractRecording, view: NeutralView): string | null {
  const seen = Object.fromEntries(Object.entries(view).filter(([name]) => Object.hasOwn(expected, name)));
  return difference("the response", seen, expected);
}

function pick({ content, reasoning, calls }: NeutralView): object {
  return { content, reasoning, calls };
}

function demand(fault: string | null): void {
  if (fault !== null) throw new Error(fault);
}
