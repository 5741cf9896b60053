import type { EventComparison } from "./event-comparison.ts";
import type { Unit } from "./units.ts";
import { changesBetween, type ValueChange } from "./value-changes.ts";

/** The first place where two runs part. */
export interface FirstDifference {
  /** Its row among those of the comparison. */
  readonly row: number;
  /** What stands there on either side, in one row or in two; one of them at least. */
  readonly a?: Unit;
  readonly b?: Unit;
}

/** Where two runs part first; undefined when they do not. */
export function firstDifference(comparison: EventComparison): FirstDifference | undefined {
  const { rows, differences } = comparison;
  const stretch = differences[0];
  if (stretch === undefined) return undefined;
  const first = rows.slice(stretch.from, stretch.to);
  const end = first.findIndex(({ op }) => op === "changed");
  const places = end === 0 ? first.slice(0, 1) : first.slice(0, end === -1 ? first.length : end);
  const a = places.find((row) => row.a !== undefined)?.a;
  const b = places.find((row) => row.b !== undefined)?.b;
  const [left, right] = [comparison.a[a ?? -1], comparison.b[b ?? -1]];
  return { row: stretch.from, ...(left && { a: left }), ...(right && { b: right }) };
}

/** What differs there, as the end of a sentence. `label` is how a tool is called for the reader. */
export function differenceWords(
  { a, b }: Pick<FirstDifference, "a" | "b">,
  label: (tool: string) => string = (tool) => tool,
): string {
  if (a === undefined) return b === undefined ? "" : `only B ${doing(b, label)} here`;
  if (b === undefined) return `only A ${doing(a, label)} here`;
  if (a.kind !== b.kind) return `A ${doing(a, label)}, B ${doing(b, label)}`;
  const tool = label(a.tool ?? "a tool");
  if (a.type !== b.type) return otherEnd(a, b, tool);
  const words = WORDS[a.type] ?? `${a.type} says something else`;
  return typeof words === "string" ? words : words(changesBetween(a.said, b.said), tool);
}

function doing({ type, tool }: Unit, label: (tool: string) => string): string {
  if (tool !== undefined && CALLS.has(type)) return `calls ${label(tool)}`;
  const of = tool === undefined ? "" : ` of ${label(tool)}`;
  return DOING[type] ?? `has ${type}${of}`;
}

const CALLS: ReadonlySet<string> = new Set(["tool.args", "tool.started"]);

const DOING: Readonly<Partial<Record<string, string>>> = {
  "model.requested": "asks the model",
  "model.delta": "says something",
  "reasoning.delta": "thinks something",
  "action.required": "asks a person",
  "artifact.changed": "makes an artifact",
  "turn.completed": "is complete",
  "turn.failed": "fails",
};

/** One of both ended well, the other one did not. */
function otherEnd(a: Unit, b: Unit, tool: string): string {
  const failing = b.type.endsWith(".completed") || b.type === "tool.result" ? "A" : "B";
  const other = failing === "A" ? "B" : "A";
  if (a.kind.startsWith("tool.end")) return `${tool} fails in ${failing} and not in ${other}`;
  if (a.kind.startsWith("model.end")) return `the model fails in ${failing} and not in ${other}`;
  if (a.kind.startsWith("turn.end")) return `${failing} fails and ${other} completes`;
  return `${a.type} in A, ${b.type} in B`;
}

type Words = string | ((changes: readonly ValueChange[], tool: string) => string);

const WORDS: Readonly<Partial<Record<string, Words>>> = {
  "turn.submitted": (changes) =>
    has(changes, "input") ? "the question is another one" : "the turn has other options",
  "turn.started": answerer,
  "task.attempt.started": answerer,
  "task.created": "the objective is another one",
  "tool.catalog.resolved": "other tools are offered",
  "context.resolved": (changes) =>
    firstOf(changes, {
      system_prompt: "the system prompt is another one",
      message_count: "another conversation comes before",
      settings: "the settings are other ones",
    }) ?? "the context is another one",
  "task.profile.resolved": "the task is estimated otherwise",
  "routing.decided": "another model is chosen, or for another reason",
  "model.requested": (changes) =>
    has(changes, "model") || has(changes, "provider")
      ? "another model is asked"
      : "the model is asked with another context",
  "model.delta": (changes) =>
    has(changes, "citation") ? "another source is cited" : "the model says something else",
  "reasoning.delta": "the model thinks something else",
  "reasoning.summary": "the model thinks something else",
  "model.completed": (changes) =>
    firstOf(changes, {
      tool_calls: "the model asks for other calls",
      finish_reason: "the model stops for another reason",
      usage: "the answer takes another number of tokens",
    }) ?? "the model's answer ends otherwise",
  "model.failed": "the model fails in another way",
  "tool.args": gotOthers,
  "tool.started": (changes, tool) =>
    has(changes, "arguments") ? gotOthers(changes, tool) : `${tool} starts otherwise`,
  "tool.progress": (_, tool) => `${tool} goes on otherwise`,
  "tool.result": (_, tool) => `${tool} gives another result`,
  "tool.failed": (_, tool) => `${tool} fails in another way`,
  "permission.evaluated": (_, tool) => `the permission for ${tool} is another one`,
  "action.required": (_, tool) => `another question is asked about ${tool}`,
  "action.resolved": decided,
  "artifact.changed": "the artifact holds something else",
  "cost.recorded": "the answer costs something else",
  "run.status": "the loop does something else",
  "turn.failed": "the run fails in another way",
};

function answerer(changes: readonly ValueChange[]): string {
  return has(changes, "agent") ? "another agent answers" : "another model answers";
}

/** Who asks for permission gets an answer: "write is answered with allow once in A, deny in B". */
function decided(changes: readonly ValueChange[], tool: string): string {
  const { a, b } = changes.find(({ path }) => path === "decision") ?? {};
  if (typeof a !== "string" || typeof b !== "string") return `${tool} is answered otherwise`;
  return `${tool} is answered with ${inWords(a)} in A, ${inWords(b)} in B`;
}

function inWords(code: string): string {
  return code.replaceAll("_", " ");
}

function gotOthers(_: readonly ValueChange[], tool: string): string {
  return `${tool} got other arguments`;
}

function has(changes: readonly ValueChange[], member: string): boolean {
  return changes.some(({ path }) => isIn(path, member));
}

function firstOf(
  changes: readonly ValueChange[],
  words: Readonly<Record<string, string>>,
): string | undefined {
  return Object.entries(words).find(([member]) => has(changes, member))?.[1];
}

function isIn(path: string, member: string): boolean {
  return path === member || path.startsWith(`${member}.`) || path.startsWith(`${member}[`);
}
