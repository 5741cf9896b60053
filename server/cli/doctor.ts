import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { styleText } from "node:util";

import { createModelResolver } from "#runtime/model/configured-models.ts";
import { findContainment } from "#runtime/process/node-containment.ts";
import { findProgram } from "#runtime/process/node-find-program.ts";
import { readAssets } from "#server/assets.ts";
import type { Config } from "#server/config.ts";
import { modelSources } from "#server/model-sources.ts";
import { serveOptions, type ServeOptions } from "#server/serve-options.ts";
import { readSettings, type Settings } from "#server/settings.ts";
import { terminalText } from "./terminal-text.ts";

/** What was looked at: fine, missing at a price, or something without which the runtime cannot work. */
export type Finding =
  | { readonly state: "ok"; readonly what: string }
  | {
      readonly state: "missing" | "broken";
      readonly what: string;
      /** What it costs that it is so. */
      readonly cost: string;
      readonly fix: string;
    };

type Flags = Readonly<Record<string, string | undefined>>;

const OLDEST_NODE = "24.3.0";
const BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/** `uar doctor`: prints a line for each part of this machine; false where the runtime cannot work on it. */
export async function doctor(flags: Flags): Promise<boolean> {
  const findings = await examine(flags, process.env);
  for (const finding of findings) process.stdout.write(`${terminalText(lineOf(finding))}\n`);
  return findings.every(({ state }) => state !== "broken");
}

/** Looks at everything that a start needs and at what it would like to have. */
async function examine(flags: Flags, env: Flags): Promise<readonly Finding[]> {
  const told = serveOptions(flags, env);
  const config = await readConfig(told, flags, env);
  const usable = "config" in config ? config.config : undefined;
  const options = "config" in config ? config.options : told;
  return [
    node(),
    ...("finding" in config ? [config.finding] : []),
    await dataFolder(options),
    ...(usable === undefined ? [] : [await models(options, usable)]),
    ...(usable === undefined ? [] : await toolServers(usable, env)),
    await containment(),
    bundle(),
    await browser(env),
  ];
}

function lineOf(finding: Finding): string {
  if (finding.state === "ok") return `${green("ok     ")}  ${finding.what}`;
  const { state, what, cost, fix } = finding;
  return `${red(state.padEnd(7))}  ${what}\n           ${cost}\n           ${fix}`;
}

function green(text: string): string {
  return styleText("green", text, { stream: process.stdout });
}

function red(text: string): string {
  return styleText("red", text, { stream: process.stdout });
}

function node(): Finding {
  const { version } = process;
  const isOld = version.slice(1).localeCompare(OLDEST_NODE, "en", { numeric: true }) < 0;
  if (!isOld) return { state: "ok", what: `Node ${version}` };
  return {
    state: "broken",
    what: `Node ${version}`,
    cost: `The sources need Node ${OLDEST_NODE} or newer`,
    fix: "Start with npm start, which brings a Node that fits, or install a newer one",
  };
}

async function readConfig(
  { config }: ServeOptions,
  flags: Flags,
  env: Flags,
): Promise<(Settings & { readonly finding: Finding }) | { readonly finding: Finding }> {
  const what = `Configuration ${resolve(config ?? "uar.yaml")}`;
  try {
    return { ...(await readSettings(flags, env)), finding: { state: "ok", what } };
  } catch (cause) {
    const cost = `The server does not start: ${wordsOf(cause)}`;
    return { finding: { state: "broken", what, cost, fix: "Correct the file or name another" } };
  }
}

/** The folder itself, or the nearest one above it, in which it would be made. */
async function dataFolder({ data }: ServeOptions): Promise<Finding> {
  const what = `Data folder ${resolve(data)}`;
  try {
    const probe = await mkdtemp(join(await nearest(resolve(data)), ".uar-doctor-"));
    await rm(probe, { recursive: true });
    return { state: "ok", what };
  } catch (cause) {
    const cost = `No log can be written: ${wordsOf(cause)}`;
    const fix = "Make the folder writable, or name another with --data or UAR_DATA";
    return { state: "broken", what, cost, fix };
  }
}

async function nearest(folder: string): Promise<string> {
  const isThere = await access(folder, constants.F_OK).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

async function models(options: ServeOptions, config: Config): Promise<Finding> {
  try {
    const found = await createModelResolver(await modelSources(options, config));
    const what = `Model ${found.defaultModel}`;
    const problem = found.problem(found.defaultModel);
    if (problem !== undefined) {
      const { message, hint = "Choose another model in uar.yaml" } = problem;
      return { state: "missing", what, cost: `Every answer fails: ${message}`, fix: hint };
    }
    if (found.origin !== "none") return { state: "ok", what };
    return {
      state: "missing",
      what: "Key or server of a language model",
      cost: "The offline reader answers: it searches and quotes files, and is no language model",
      fix: "Set OPENAI_API_KEY or another provider's key, set LLM_BASE_URL, or start Ollama",
    };
  } catch (cause) {
    const cost = `The server does not start: ${wordsOf(cause)}`;
    return { state: "broken", what: "Models", cost, fix: "Correct models in uar.yaml" };
  }
}

/** Whether the programs are there that the configured MCP servers are started with. */
async function toolServers(
  { mcpServers }: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, server] of Object.entries(mcpServers)) {
    if (!("command" in server)) continue;
    const what = `MCP server ${name}, started with ${server.command}`;
    if ((await findProgram(server.command, env["PATH"] ?? "")) !== undefined) {
      findings.push({ state: "ok", what });
      continue;
    }
    const cost = "Agents go without its tools";
    const fix = `Install ${server.command}, or correct mcpServers in uar.yaml`;
    findings.push({ state: "missing", what, cost, fix });
  }
  return findings;
}

async function containment(): Promise<Finding> {
  const { level, note } = await findContainment();
  if (note === undefined) return { state: "ok", what: `Containment of programs: ${level}` };
  return {
    state: "missing",
    what: "bubblewrap, to contain what tools start",
    cost: note.replace(/; [^;]*$/, ""),
    fix:
      process.platform === "linux"
        ? "Install bubblewrap, and let it make namespaces"
        : "Run on Linux for more",
  };
}

function bundle(): Finding {
  try {
    readAssets();
    return { state: "ok", what: "Browser bundle" };
  } catch {
    return {
      state: "missing",
      what: "Browser bundle",
      cost: "uar serve does not start; uar chat and uar run do",
      fix: "Run npm start, or npm run build",
    };
  }
}

async function browser(env: Readonly<Record<string, string | undefined>>): Promise<Finding> {
  const names = [env["CHROMIUM_PATH"] ?? "", ...BROWSERS].filter((name) => name !== "");
  for (const name of names) {
    const path = await findProgram(name, env["PATH"] ?? "");
    if (path !== undefined) return { state: "ok", what: `Chromium ${path}` };
  }
  return {
    state: "missing",
    what: "Chromium",
    cost: "npm test has to fetch one before it can test pages; nothing else needs it",
    fix: "Install chromium, or set CHROMIUM_PATH",
  };
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
