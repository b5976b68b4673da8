import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../../..");

/** What a process of its own prints whose decorators are of this kind. */
async function printed(kind: "legacy" | "standard"): Promise<string> {
  const program = join(import.meta.dirname, "__fixtures__/print-hashes.ts");
  const env = {
    ...process.env,
    TSX_TSCONFIG_PATH: join(root, `tsconfig.${kind}.json`),
    TZ: "Asia/Tokyo",
    LANG: "tr_TR",
  };
  const args = ["--conditions=@zoetrope/source", "--import", "tsx", program];
  const { stdout } = await run(process.execPath, args, { cwd: root, env });
  return stdout;
}

test("the hash is the same in other processes, compiled as either kind of decorators", async () => {
  const content =
    '{"template":"SYSTEM: Be brief.\\nUSER: Cook with {ingredient}",' +
    '"params":[{"provider":"acme","params":{"model":"m-1","temperature":0.5}}],"tools":[],' +
    '"schema":{"additionalProperties":false,"properties":{"ingredient":{"type":"string"}},' +
    '"required":["ingredient"],"type":"object"}}';
  const hash = createHash("sha256").update(content).digest("hex");
  expect(await Promise.all([printed("legacy"), printed("standard")])).toEqual([`${hash} legacy`, `${hash} standard`]);
});
