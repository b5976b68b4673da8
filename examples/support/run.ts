import { StreamError, type ClientOptions } from "@zoetrope/openai";
import { errorLine } from "./error-line.js";
import { startStandIn } from "./stand-in.js";

/** Where a program's calls go: spread it into their options. */
export type Server = Pick<ClientOptions, "baseURL" | "apiKey">;

/**
 * Runs an example. With `OPENAI_API_KEY` or `OPENAI_BASE_URL` set it talks to that server; otherwise to a stand-in that
 * lives as long as the program. What it throws becomes one line and exit code 1.
 */
export async function run(program: (server: Server) => Promise<void>): Promise<void> {
  // A reader that has seen enough (`npm start | head -1`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  try {
    const url = variable("OPENAI_BASE_URL");
    if (url !== undefined && !URL.canParse(url)) {
      throw new Error(`OPENAI_BASE_URL is "${url}", which is no URL: write http://localhost:8080/v1, say`);
    }
    if (url !== undefined || variable("OPENAI_API_KEY") !== undefined) return await program({});
    await using standIn = await startStandIn();
    console.log("(No OPENAI_API_KEY is set: the answers come from a local stand-in, not from a model.)\n");
    await program({ baseURL: standIn.baseURL, apiKey: standIn.apiKey });
  } catch (error) {
    // An answer was being printed: its line ends here.
    if (StreamError.isInstance(error)) console.log();
    console.error(errorLine(error));
    process.exitCode = 1;
  }
}

function variable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}
