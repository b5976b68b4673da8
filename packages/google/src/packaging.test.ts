import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** Makes the SDKs of all providers impossible to find, as after an install without optional peers. */
const withoutSDKs = `
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^(@google\\/genai|openai|@anthropic-ai\\/sdk)(\\/|$)/.test(specifier)) return next(specifier, context);
      throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    },
  });
`;

/** Runs a module's text in a process of its own, on the sources of the packages. */
function run(source: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const args = ["--conditions=@zoetrope/source", "--import", "tsx", "--input-type=module", "--eval", source];
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const { GEMINI_API_KEY: _gemini, GOOGLE_API_KEY: _google, ...env } = process.env;
  return new Promise((resolve) => {
    const options = { cwd, env: { ...env, NODE_OPTIONS: "" }, timeout: 20_000 };
    execFile(process.execPath, args, options, (_error, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

test("M4: without the SDK a bare import works, a client of one's own too, and a call without one says what to install", async () => {
  const { stdout, stderr } = await run(`${withoutSDKs}
    const { googleCall } = await import("@zoetrope/google");
    const answer = { candidates: [{ content: { parts: [{ text: "Hello" }] }, finishReason: "STOP" }] };
    const models = { generateContent: async () => answer, generateContentStream: async function* () { yield answer; } };
    const client = { models };
    console.log((await googleCall("m", { client })(() => "Hi")()).content);
    for (const stream of [false, true]) {
      const called = googleCall("m", { apiKey: "k", stream })(() => "Hi")();
      const error = await (stream ? called.response() : called).catch((thrown) => thrown);
      console.log(error.name, /npm install @google\\/genai/.test(error.message));
    }`);
  expect([stdout, stderr]).toEqual(["Hello\nCallOptionsError true\nCallOptionsError true\n", ""]);
});

test("P8: a call without a key says which variable to set, and a key of one call is in no environment", async () => {
  const { stdout } = await run(`
    const { googleCall } = await import("@zoetrope/google");
    const error = await googleCall("m")(() => "Hi")().catch((thrown) => thrown);
    console.log(error.name, error.message.includes("GEMINI_API_KEY"));
    const stream = googleCall("m", { apiKey: "secret", baseURL: "http://127.0.0.1:1", stream: true })(() => "Hi")();
    await stream.open().catch(() => {});
    console.log(JSON.stringify(process.env).includes("secret"), JSON.stringify(stream.constructCallResponse({ partial: true })).includes("secret"));`);
  expect(stdout).toBe("CallOptionsError true\nfalse false\n");
});
