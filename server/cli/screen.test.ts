import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";

/** Whole processes start: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 });

const MAIN = join(import.meta.dirname, "..", "main.ts");
const COLUMNS = 40;
const CTRL_C = "\u0003";

const hasScript = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes(
  "util-linux",
);
if (!hasScript) {
  process.stderr.write(
    "SKIPPED: no terminal is made, the program script of util-linux is missing\n",
  );
}

// oxlint-disable-next-line no-control-regex -- a terminal's commands are control sequences
const TAKEN_BACK = /[^\n]*\u001b\[1G\u001b\[2K/g;

function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\r+\n/g, "\n");
}

/** A command in a terminal of its own, which `script` makes. */
class Screen {
  readonly #child;
  #text = "";
  #look = (): void => {};

  constructor(args: readonly string[], data: string) {
    const words = [process.execPath, MAIN, ...args, "--data", data].map((word) => `'${word}'`);
    const command = `stty cols ${COLUMNS} rows 30; exec ${words.join(" ")}`;
    this.#child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: data,
      env: { PATH: process.env["PATH"], TERM: "xterm", OLLAMA_HOST: "http://127.0.0.1:1" },
    });
    onTestFinished(() => {
      this.#child.kill("SIGKILL");
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#text += text;
      this.#look();
    });
  }

  /** What stands there so far, without colours, moves and what was taken back. */
  get text(): string {
    return plain(this.#text.replaceAll(TAKEN_BACK, ""));
  }

  /** All that ever stood there. */
  get everSaid(): string {
    return plain(this.#text);
  }

  get colours(): readonly string[] {
    // oxlint-disable-next-line no-control-regex -- colours are control sequences
    return [...new Set(this.#text.match(/\u001b\[[\d;]*m/g))];
  }

  /** Resolves once this stands there. */
  async shows(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) {
      await new Promise<void>((resolve) => (this.#look = resolve));
    }
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  ended(): Promise<number | null> {
    return new Promise((resolve) => this.#child.on("close", resolve));
  }
}

async function screen(...args: readonly string[]): Promise<Screen> {
  const data = await mkdtemp(join(tmpdir(), "uar-screen-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  return new Screen(args, data);
}

describe.skipIf(!hasScript)("in a terminal", () => {
  it("uar chat breaks lines between words, stops an answer with Ctrl-C and leaves with another", async () => {
    const chat = await screen("chat", "--model", "scenario/long@rate=2000");
    const ended = chat.ended();
    await chat.shows(/› $/);
    chat.type("Tell me\r");
    await chat.shows(/Tell me\n[^]{400}/);

    chat.type(CTRL_C);
    await chat.shows(/■ Stopped\n\n› $/);
    chat.type(CTRL_C);

    expect(await ended).toBe(3);
    expect(chat.text).toMatch(/Go on with: uar chat --session\n?/);
    const [, answer = ""] = chat.text.split("Tell me\n");
    const [said = ""] = answer.split("■ Stopped");
    const lines = said.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(COLUMNS);
    expect(lines.length).toBeGreaterThan(9);
  });

  it("uar chat tells calls, questions and failures from words, in few colours, and takes an answer", async () => {
    const chat = await screen("chat", "--model", "scenario/approval@rate=2000");
    const ended = chat.ended();
    await chat.shows(/› $/);
    chat.type("Go\r");
    await chat.shows(/\[n\]o › $/);

    chat.type("n\r");
    await chat.shows(/was not\s+saved[^]*\n\n› $/);
    chat.type("/quit\r");

    expect(await ended).toBe(0);
    expect(chat.text).toMatch(/\? workspace__write_note[^]*✗ workspace__write_note/);
    expect(chat.everSaid).toContain("… Asking the model");
    expect(chat.colours).toEqual(expect.arrayContaining(["\u001b[2m", "\u001b[31m"]));
    expect(chat.colours.length).toBeLessThanOrEqual(6);
  });

  it("uar run stops its run with Ctrl-C and leaves with 3", async () => {
    const run = await screen("run", "Go", "--model", "scenario/long@rate=500");
    const ended = run.ended();
    await run.shows(/[^]{200}/);

    run.type(CTRL_C);

    expect(await ended).toBe(3);
    expect(run.text).toMatch(/■ Stopped\n$/);
  });
});
