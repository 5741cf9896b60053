import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-prompt-"));
  await mkdir(join(folder, "parts"));
  await writeFile(join(folder, "tea.promptl"), TEA);
  await writeFile(join(folder, "parts/tone.promptl"), "Be {{ mood }}.");
  await writeFile(join(folder, "parts/up.promptl"), '<prompt path="/tea" />');
  await writeFile(join(folder, "steps.promptl"), "<step>a</step>");
  await writeFile(join(folder, "open.promptl"), "a\n  <user>b");
});
afterAll(() => rm(folder, { recursive: true }));

const TEA = [
  "---",
  "model: gpt-4o",
  "---",
  "You know {{ topic }}.",
  '<prompt path="parts/tone" mood="kind" />',
  "<user>Hello</user>",
].join("\n");

describe("uar prompt render", () => {
  test("prints the settings and the messages", async () => {
    const { code, stdout } = await render("tea", "--params", '{"topic":"tea"}');

    expect(JSON.parse(stdout)).toEqual({
      config: { model: "gpt-4o" },
      messages: [
        { role: "system", content: [{ type: "text", text: "You know tea.\nBe kind." }] },
        { role: "user", content: [{ type: "text", text: "Hello" }] },
      ],
    });
    expect(code).toBe(0);
  });

  test("counts references from --root", async () => {
    const { code, stdout } = await render("parts/up", "--root", ".");

    expect(JSON.parse(stdout)).toMatchObject({ messages: [{ role: "system" }, { role: "user" }] });
    expect(code).toBe(0);
  });

  test("prints the place of a mistake and fails", async () => {
    const { code, stdout } = await render("open.promptl");

    const start = { line: 2, column: 3, character: 4 };
    const error = { name: "ParseError", code: "unclosed-block", path: "open.promptl", start };
    expect(JSON.parse(stdout)).toMatchObject({ error });
    expect(code).toBe(1);
  });

  test.each([
    ["steps", "StepsNotSupportedError"],
    ["nothing", "PromptNotFoundError"],
  ])("names what is wrong with %s", async (file, name) => {
    const { code, stdout } = await render(file);

    expect(JSON.parse(stdout)).toMatchObject({ error: { name } });
    expect(code).toBe(1);
  });

  test("takes nothing but an object as parameters", async () => {
    const { code, stdout, stderr } = await render("tea", "--params", "[1]");

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe("error: --params takes one JSON object, not [1]\n");
  });
});

interface Left {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function render(...args: readonly string[]): Promise<Left> {
  return new Promise((resolve) => {
    const command = [MAIN, "prompt", "render", ...args];
    const child = execFile(process.execPath, command, { cwd: folder }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}
