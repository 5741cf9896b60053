import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { CitationState, Part, RunState, ToolCallState } from "#runtime/state/thread-state.ts";
import type { ExportedRun } from "./exported-run.ts";
import { coded, contained, fenced, folded, plain, quoted } from "./markdown-text.ts";

/** More of a tool's output than this stays in the events. */
const OUTPUT_CHARS = 20_000;

/**
 * A run as a document to read: the question, the answer with its sources as footnotes, reasoning and
 * tools folded, and the facts. The answer's own Markdown stays as the model wrote it.
 */
export function runMarkdown(exported: ExportedRun): string {
  const { run, title, question } = exported;
  const blocks = [
    `# ${plain(title === "" ? firstLine(question) : title)}`,
    ...(question === "" ? [] : [`## Question`, quoted(question)]),
    ...exported.attachments.map(
      ({ name, media_type, bytes }) => `- ${plain(name)} (${media_type}, ${bytes} bytes)`,
    ),
    `## Answer`,
    ...run.parts.map((part) => partBlock(part, run)),
    ...(run.parts.length === 0 ? ["Nothing was said."] : []),
    `## Facts`,
    facts(exported),
    ...footnotes(run),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 120) ?? "";
}

function partBlock(part: Part, run: RunState): string {
  switch (part.kind) {
    case "text":
      return withFootnotes(part.text, run.citations);
    case "reasoning":
      return folded("Reasoning", quoted(contained(part.text)));
    case "tools":
      return run.calls
        .filter(({ tool_call_id }) => part.tool_call_ids.includes(tool_call_id))
        .map(callBlock)
        .join("\n\n");
    case "approval": {
      const approval = run.approvals.find(({ action_id }) => action_id === part.action_id);
      return approval === undefined ? "" : approvalBlock(approval);
    }
    case "bundle": {
      const bundle = run.artifacts.find(({ artifact_id }) => artifact_id === part.artifact_id);
      const { title = "", version = 1, content = "" } = bundle ?? {};
      return folded(`Bundle ${title}, version ${version}`, fenced(content, "html"));
    }
    case "error": {
      const { message, hint } = part.error;
      return `> **${plain(message)}**${hint === undefined ? "" : ` ${plain(hint)}`}`;
    }
    case "notice":
      return `> ${plain([part.title, part.detail].filter(Boolean).join(". "))}`;
  }
}

/** `[1]` of the answer becomes `[^1]` where the run has such a source, but not within code. */
function withFootnotes(text: string, citations: readonly CitationState[]): string {
  const known = new Set(citations.map(({ index }) => String(index)));
  return text
    .split(CODE)
    .map((piece, at) =>
      at % 2 === 1
        ? piece
        : piece.replaceAll(/\[(\d+)\](?![(:[])/g, (mark, index: string) =>
            known.has(index) ? `[^${index}]` : mark,
          ),
    )
    .join("");
}

/** Fenced blocks and spans of code; the split keeps them, at the odd places. */
const CODE = /(^ {0,3}(?:`{3,}|~{3,})[\s\S]*?^ {0,3}(?:`{3,}|~{3,})[^\n]*$|`[^`\n]+`)/m;

function callBlock(call: ToolCallState): string {
  const status = call.status === "done" ? "" : ` (${call.status.replaceAll("_", " ")})`;
  const args =
    call.arguments === undefined ? call.arguments_text : JSON.stringify(call.arguments, null, 2);
  const content = call.output?.content ?? "";
  const rest = content.length - OUTPUT_CHARS;
  const body = [
    fenced(args, "json"),
    ...(call.output === undefined ? [] : [fenced(content.slice(0, OUTPUT_CHARS))]),
    ...(rest > 0 ? [`${rest} characters more are in the events.`] : []),
    ...(call.error === undefined ? [] : [quoted(plain(call.error.message))]),
  ];
  return folded(`Tool ${call.name}${status}`, body.join("\n\n"));
}

function approvalBlock({ prompt, decision, decided_by, reason }: ApprovalState): string {
  const asked = `> Asked: ${plain(prompt)}`;
  if (decision === undefined) return `${asked}. Not answered.`;
  const words = `${decision.replaceAll("_", " ")}, by ${decided_by ?? "nobody"}`;
  return `${asked}. Answer: ${words}${reason === undefined ? "" : ` (${plain(reason)})`}`;
}

function facts({ run, submitted_at }: ExportedRun): string {
  const { input_tokens, output_tokens } = run.usage;
  const rows: readonly (readonly [string, string])[] = [
    ["Run", coded(run.run_id)],
    ["Status", run.status.replaceAll("_", " ")],
    ["Agent", coded(run.agent)],
    ["Model", coded(run.model)],
    ["Asked", submitted_at],
    ["Took", took(run)],
    ["Tools", String(run.calls.length)],
    ["Tokens in", known(input_tokens)],
    ["Tokens out", known(output_tokens)],
    ["Cost", run.cost?.unpriced === 0 ? `$${run.cost.amount.toFixed(4)}` : "unknown"],
  ];
  const lines = rows.map(([name, value]) => `| ${name} | ${value} |`);
  return ["| Fact | Value |", "| --- | --- |", ...lines].join("\n");
}

function took({ started_at, ended_at }: RunState): string {
  if (started_at === undefined || ended_at === undefined) return "unknown";
  return `${((Date.parse(ended_at) - Date.parse(started_at)) / 1_000).toFixed(3)} s`;
}

function known(value: number | undefined): string {
  return value === undefined ? "unknown" : String(value);
}

/** One footnote for each number; of a number that was given twice, the newest source. */
function footnotes({ citations }: RunState): readonly string[] {
  const newest = new Map(citations.map((citation) => [citation.index, citation]));
  if (newest.size === 0) return [];
  const notes = [...newest.values()]
    .toSorted((left, right) => left.index - right.index)
    .map((citation) => `[^${citation.index}]: ${source(citation)}`);
  return [notes.join("\n")];
}

function source({ title, url, path, start_line, end_line, quote }: CitationState): string {
  const lines = start_line === undefined ? "" : `:${start_line}-${end_line ?? start_line}`;
  const place = path === undefined ? url : `${path}${lines}`;
  const words = [
    plain(title),
    ...(place === undefined || place === title ? [] : [plain(place)]),
    ...(quote === undefined ? [] : [`“${plain(quote)}”`]),
  ];
  return words.join(", ");
}
