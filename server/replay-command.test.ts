import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
const GOLDEN = join(import.meta.dirname, "../runtime/replay/golden/write-allowed.jsonl");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-replay-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function replay(file: string) {
  const child = spawn(process.execPath, [MAIN, "replay", file], {
    env: { PATH: process.env["PATH"] },
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

describe("uar replay", () => {
  it("says that a recording goes the way it went", async () => {
    expect(await replay(GOLDEN)).toEqual({ code: 0, stdout: "no divergence\n", stderr: "" });
  });

  it("prints the first divergence as JSON and leaves with 1", async () => {
    const changed = join(folder, "changed.jsonl");
    await writeFile(changed, (await readFile(GOLDEN, "utf8")).replace("wrote ", "never wrote "));

    const { code, stdout } = await replay(changed);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      reason: "field",
      type: "model.requested",
      path: "payload.request_hash",
      recorded: expect.stringMatching(/^[0-9a-f]{64}$/),
      replayed: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("names the file, or the line, that it cannot read", async () => {
    const broken = join(folder, "broken.jsonl");
    await writeFile(broken, `${(await readFile(GOLDEN, "utf8")).split("\n")[0]}\n{"type":1}\n`);

    const missing = await replay(join(folder, "nowhere.jsonl"));
    const unreadable = await replay(broken);

    expect(missing.code).not.toBe(0);
    expect(missing.stderr).toContain("nowhere.jsonl");
    expect(unreadable.code).not.toBe(0);
    expect(unreadable.stderr).toContain("Line 2 is no event");
  });
});
