import { posix } from "node:path";
import { parseSync } from "vite";

interface Room {
  readonly folder: string;
  /** Where its files may import from: a folder or a file. */
  readonly takes: readonly string[];
  /** Where they may import types from. */
  readonly takesTypes?: readonly string[];
}

/** Who may know whom; the first row that holds a file decides. */
const HOUSE: readonly Room[] = [
  { folder: "runtime/state", takes: ["runtime/state"], takesTypes: ["runtime"] },
  { folder: "runtime", takes: ["runtime"] },
  {
    folder: "views",
    takes: ["views", "runtime/state", "runtime/event/lane.ts"],
    takesTypes: ["runtime"],
  },
  {
    folder: "web-components",
    takes: ["web-components", "views", "runtime/state", "runtime/event"],
    takesTypes: ["runtime"],
  },
  { folder: "server", takes: ["server", "views", "runtime"] },
  { folder: "examples", takes: ["examples", "runtime"] },
];

/** What the package offers under one address each: only these pass on what stands elsewhere. */
const ENTRIES: ReadonlySet<string> = new Set(["runtime/node-library.ts", "runtime/edge.ts"]);

const MAX_LINES = 300;
const EMPTY_NAMES = /^(index|utils?|helpers?|common|types)$/;
/** Only here do the program's own processes begin, so that none outlives it. */
const STARTS_PROCESSES = /^runtime\/process\/node-|\/(fixture|testing|simulation)\//;
const RAW_HTML = /\.(inner|outer)HTML\b|\bunsafe(HTML|SVG|MathML|Static)\b/;

/** What is wrong with a tree of files (path to text), one sentence a fault. */
export function faults(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([file, text]) => [
    ...nameFaults(file),
    ...sizeFaults(file, text),
    ...(file.endsWith(".ts") && !file.endsWith(".test.ts") ? codeFaults(file, text) : []),
  ]);
}

function nameFaults(file: string): readonly string[] {
  const name = posix.basename(file, posix.extname(file));
  return EMPTY_NAMES.test(name) ? [`${file} is not named after an idea`] : [];
}

function sizeFaults(file: string, text: string): readonly string[] {
  const lines = text.replace(/\n$/, "").split("\n").length;
  return lines > MAX_LINES ? [`${file} has ${lines} lines, split it at ${MAX_LINES}`] : [];
}

function codeFaults(file: string, text: string): readonly string[] {
  const raw = RAW_HTML.exec(text);
  return [
    ...(raw ? [`${file} uses "${raw[0]}", render a Lit template instead`] : []),
    ...importsOf(file, text).flatMap((taken) => [
      ...importFaults(file, taken),
      ...processFaults(file, taken),
    ]),
  ];
}

function importFaults(file: string, { from, typesOnly, passedOn }: Import): readonly string[] {
  const target = from.startsWith(".") ? posix.join(posix.dirname(file), from) : from.slice(1);
  if (!/^[.#]/.test(from)) return [];
  if (passedOn && !ENTRIES.has(file))
    return [`${file} passes "${from}" on, let the reader import it`];
  const room = HOUSE.find(({ folder }) => file.startsWith(`${folder}/`));
  const allowed = [...(room?.takes ?? []), ...((typesOnly && room?.takesTypes) || [])];
  const isIn = (place: string) => target === place || target.startsWith(`${place}/`);
  if (room === undefined || allowed.some(isIn)) return [];
  return [`${file} takes "${from}", but ${room.folder} may only take ${allowed.join(", ")}`];
}

function processFaults(file: string, { from }: Import): readonly string[] {
  const isOurs = HOUSE.some(({ folder }) => file.startsWith(`${folder}/`));
  if (from !== "node:child_process" || !isOurs || STARTS_PROCESSES.test(file)) return [];
  return [`${file} starts processes, use spawnContained() of runtime/process`];
}

interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
  readonly passedOn: boolean;
}

function importsOf(file: string, text: string): readonly Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module;
  return [
    ...staticImports.map(({ moduleRequest, entries }) => ({
      from: moduleRequest.value,
      typesOnly: entries.length > 0 && entries.every((entry) => entry.isType),
      passedOn: false,
    })),
    ...staticExports
      .flatMap(({ entries }) => entries)
      .flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null
          ? []
          : { from: moduleRequest.value, typesOnly: isType, passedOn: true },
      ),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      from: text.slice(start + 1, end - 1),
      typesOnly: false,
      passedOn: false,
    })),
  ];
}
