import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { endLine, headLine } from "#runtime/model/cassette/cassette-lines.ts";
import { findProtocol } from "./protocol-names.ts";

const MAIN = join(import.meta.dirname, "main.ts");

const CHAT = [
  { choices: [{ index: 0, delta: { role: "assistant", content: "Grüß " } }] },
  { choices: [{ index: 0, delta: { content: "dich" }, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
];
const ANSWER = `${CHAT.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`;
const SUMMARY = {
  text: "Grüß dich",
  reasoning: "",
  refusal: "",
  tool_calls: [],
  finish: "stop",
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  citations: [],
  errors: [],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-models-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Left {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function uar(
  args: readonly string[],
  stdin = "",
  env: NodeJS.ProcessEnv = {},
): Promise<Left> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
  });
  child.stdin.on("error", () => undefined); // a command that fails reads nothing
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("uar models read", () => {
  test("prints a captured answer as one JSON object, from a file and from standard input", async () => {
    const path = await file("answer.txt", ANSWER);

    const fromFile = await uar(["models", "read", "--protocol", "chat", path]);
    const fromPipe = await uar(["models", "read", "--protocol", "openai-chat", "-"], ANSWER);
    const fromNone = await uar(["models", "read", "--protocol", "chat-completions"], ANSWER);

    expect(fromFile).toMatchObject({ code: 0, stderr: "" });
    expect(fromFile.stdout.split("\n")).toHaveLength(2);
    expect(JSON.parse(fromFile.stdout)).toEqual(SUMMARY);
    expect(fromPipe).toEqual(fromFile);
    expect(fromNone).toEqual(fromFile);
  });

  test("reads an answer of very many events", async () => {
    const pieces = 200_000;
    const chunk = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
    const path = await file("long.txt", chunk.repeat(pieces) + ANSWER);

    const { code, stdout } = await uar(["models", "read", "--protocol", "chat", path]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ...SUMMARY, text: "a".repeat(pieces) + SUMMARY.text });
  });

  test("reads a cassette as the answer that it holds", async () => {
    const request = { method: "POST", path: "/v1/chat/completions", headers: {} };
    const head = headLine(request, { status: 200, headers: {}, ms: 1 });
    const chunk = `${JSON.stringify({ ms: 2, text: ANSWER })}\n`;
    const path = await file("a.cassette", head + chunk + endLine({ how: "whole", ms: 3 }));

    const { code, stdout } = await uar(["models", "read", "--protocol", "chat", path]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(SUMMARY);
  });

  test.each([
    ["an answer cut short", ANSWER.slice(0, 120), "stream_truncated", "from-me"],
    ["a page", "<!doctype html><title>Bad gateway</title>", "bad_response", "from-me"],
    ["nothing", "", "stream_truncated", "from-me"],
  ])(
    "tells what is wrong with %s in errors and leaves with 0",
    async (_, answer, code, provider) => {
      const args = ["models", "read", "--protocol", "chat", "--provider", provider];

      const left = await uar(args, answer);

      expect(left.code).toBe(0);
      expect(JSON.parse(left.stdout)).toMatchObject({
        finish: null,
        errors: [{ code, message: expect.stringContaining(provider) }],
      });
    },
  );

  test.each([
    [["--protocol", "smoke"], 'unknown protocol "smoke", use one of chat, responses'],
    [["answer.txt"], "required option '--protocol <name>' not specified"],
    [["--protocol", "chat", "no-such-file"], 'could not read "no-such-file"'],
    [["--protocol", "chat", "--loud", "x"], "unknown option '--loud'"],
    [["--protocol", "chat", "broken.cassette"], "Line 2 of the cassette is not JSON"],
  ])("leaves with 2 and says why for %j", async (args, message) => {
    await file(
      "broken.cassette",
      '{"cassette":1,"request":{"method":"","path":"","headers":{}}}\n!\n',
    );

    const left = await uar(["models", "read", ...args]);

    expect(left).toMatchObject({ code: 2, stdout: "" });
    expect(left.stderr).toContain(message);
  });
});

describe("uar models list and refresh", () => {
  const facts = JSON.stringify({
    openai: {
      id: "openai",
      name: "OpenAI",
      models: {
        "gpt-of-the-tests": {
          id: "gpt-of-the-tests",
          name: "Test",
          limit: { context: 1000, output: 1000 },
          tool_call: true,
          reasoning: false,
          modalities: { input: ["text"], output: ["text"] },
        },
      },
    },
  });

  test("lists the offline reader where nothing else is configured", async () => {
    const { code, stdout } = await uar(["models", "list"], "", { OLLAMA_HOST: "127.0.0.1:1" });

    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe("offline/reader");
  });

  test("refuses a catalogue that is none and keeps the former one", async () => {
    const path = await file("page.html", "<html>");

    const left = await uar(["models", "refresh", "--from", path, "--data", folder]);

    expect(left.code).toBe(1);
    expect(left.stderr).toContain("page.html");
    expect(left.stderr).toContain("is not JSON");
  });

  test("offers what a refreshed catalogue names", async () => {
    const path = await file("facts.json", facts);

    const refreshed = await uar(["models", "refresh", "--from", path, "--data", folder]);
    const listed = await uar(["models", "list", "--data", folder], "", { OPENAI_API_KEY: "k" });

    expect(refreshed).toMatchObject({ code: 0, stderr: "" });
    expect(listed.stdout.split("\n")).toContain("openai/gpt-of-the-tests");
  });
});

test.each([
  ["openai-chat", "chat"],
  ["Chat_Completions", "chat"],
  ["openai-responses", "responses"],
  ["anthropic-messages", "anthropic"],
  ["messages", "anthropic"],
  ["google-generate", "gemini"],
  ["generateContent", "gemini"],
  ["google-gemini", "gemini"],
  ["ollama-chat", "ollama"],
  ["ollama-generate", "ollama"],
  ["cohere-v2", "cohere"],
  ["toString", undefined],
  ["", undefined],
])("findProtocol(%j) is %s", (name, protocol) => {
  expect(findProtocol(name)).toBe(protocol);
});
