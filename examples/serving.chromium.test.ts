import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createGate, done, stall, startTestServer, type Step } from "@zoetrope/test-server";
import { Hono } from "hono";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bookCall, fetchSite, finishEvent, textEvents } from "./support/book-site.js";

/** Generous for a busy machine, and far below what a forgotten connection takes. */
const atOnce = 2000;
const executable = onPath("chromium");
const absent =
  "NOT CHECKED: the page of docs/serving.md in a browser. There is no chromium on the PATH: run scripts/install-chromium.sh.";
/** CI sets the variable once it has a Chromium: a check that does not run there is a failure. */
const isSkipped = executable === undefined && process.env.ZOETROPE_CHROMIUM !== "required";
// Here, because what stands before tests that are all skipped is not run.
if (isSkipped) console.warn(absent);

/** The page that the guide shows. */
const html = /^```html\n(.*?)^```$/ms.exec(readFileSync(new URL("../docs/serving.md", import.meta.url), "utf8"))?.[1];

let browser: Browser | undefined;

beforeAll(async () => {
  if (executable === undefined) throw new Error(absent);
  // Chromium's own sandbox refuses to run as root, which is what containers run as. It sees one page, and that is ours.
  browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox"] });
}, 60_000);
afterAll(() => browser?.close());

/** The guide's page in a browser, and behind it a provider that answers with these steps. */
async function open(browser: Browser, ...answers: readonly (readonly Step[])[]) {
  const provider = await startTestServer();
  for (const body of answers) provider.reply({ body });
  const { recommendBook, streams } = bookCall(provider);
  const app = new Hono();
  app.get("/", (context) => context.html(html ?? ""));
  app.get("/answer", () => recommendBook("dragons").toResponse({ format: "sse" }));
  const site = await fetchSite(app.fetch);
  const page = await browser.newPage();
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(site.url);
  return {
    provider,
    streams,
    page,
    errors,
    shows: (answer: string, state: string) => shown(page, answer, state),
    async [Symbol.asyncDispose]() {
      await page.close();
      await site[Symbol.asyncDispose]();
      await provider.close();
    },
  };
}

/** Waits until the page shows this. */
async function shown(page: Page, answer: string, state: string): Promise<void> {
  await page.waitForFunction(
    ([answer, state]) =>
      document.querySelector("#answer")?.textContent === answer &&
      document.querySelector("#state")?.textContent === state,
    [answer, state],
    { timeout: 10_000 },
  );
}

test.skipIf(isSkipped)("text shows as it arrives, and Stop ends the provider's request", async () => {
  const gate = createGate();
  const body = [...textEvents("Once "), gate.hold, ...textEvents("upon a time"), stall()];
  await using site = await open(browser!, body);
  await site.page.click("#ask");
  // The provider has sent no more than this.
  await site.shows("Once ", "…");
  gate.release();
  await site.shows("Once upon a time", "…");
  expect(site.provider.openSockets).toBe(1);
  await site.page.click("#stop");
  await site.provider.until(() => site.provider.openSockets === 0, atOnce);
  expect(site.streams.map(({ ending }) => ending?.status)).toEqual(["aborted"]);
  await site.shows("Once upon a time", "Stopped.");
  expect([site.provider.requests.length, site.errors]).toEqual([1, []]);
});

test.skipIf(isSkipped)("leaving the page ends the provider's request", async () => {
  await using site = await open(browser!, [...textEvents("Once "), stall()]);
  await site.page.click("#ask");
  await site.shows("Once ", "…");
  await site.page.goto("about:blank");
  await site.provider.until(() => site.provider.openSockets === 0, atOnce);
  expect(site.streams.map(({ ending }) => ending?.status)).toEqual(["aborted"]);
});

test.skipIf(isSkipped)(
  "a whole answer is done, one that is cut off says so, and neither is asked for again",
  async () => {
    const whole = [...textEvents("Once ", "more"), finishEvent(), done()];
    await using site = await open(browser!, whole, textEvents("Once "));
    await site.page.click("#ask");
    await site.shows("Once more", "Done.");
    await site.page.click("#ask");
    await site.shows("Once ", "The answer was cut off before its end.");
    expect(await site.page.isEnabled("#ask")).toBe(true);
    expect([site.provider.requests.length, site.errors]).toEqual([2, []]);
  },
);

function onPath(command: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
