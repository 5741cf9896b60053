import type { Failure } from "#runtime/event/shared.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { attribute, type OtlpAttribute } from "./otlp-attributes.ts";
import { aspectsOf } from "./otlp-aspects.ts";
import type { ExportedRun } from "./exported-run.ts";
import { genAiContent } from "./gen-ai-content.ts";
import { hexId, hexIds } from "./hex-id.ts";
import { runSpans, type RunSpan } from "./run-spans.ts";

/** The conventions that the attributes follow; GenAI is "development" in them, so names may change. */
const SCHEMA_URL = "https://opentelemetry.io/schemas/1.41.0";

/** StatusCode as OTLP numbers it. */
const OK = 1;
const ERROR = 2;

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly events: readonly OtlpSpanEvent[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface OtlpSpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly OtlpAttribute[];
}

/** OTLP/JSON, as `POST /v1/traces` of a collector takes it. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly schemaUrl: string;
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

/**
 * A run as OpenTelemetry spans by the GenAI conventions: the run (`invoke_agent`), its steps, and the
 * model call (`chat`), tools (`execute_tool`) and approvals of each. Texts, arguments and results go
 * along only where `content` says so. A run gives the same ids each time.
 */
export async function otlpTraces(
  exported: ExportedRun,
  { content = false }: { readonly content?: boolean } = {},
): Promise<OtlpTraces> {
  const { run, events } = exported;
  const spans = runSpans(events);
  const traceId = await traceIdOf(exported);
  const names = spans.map(({ id }) => `${run.run_id} ${id}`);
  const hex = await hexIds(names, 8);
  const ids = new Map(spans.map(({ id }, at) => [id, hex[at] ?? ""]));
  const said = content ? genAiContent(exported) : () => [];
  const otlp = spans.map((span) => {
    const parentSpanId = ids.get(span.parent ?? "");
    return {
      traceId,
      spanId: ids.get(span.id) ?? "",
      ...(parentSpanId !== undefined && { parentSpanId }),
      ...described(span, run, said(span)),
    };
  });
  const resource = { attributes: [attribute("service.name", "uar-playground")] };
  const scope = { name: "uar-playground" };
  return {
    resourceSpans: [{ resource, scopeSpans: [{ scope, schemaUrl: SCHEMA_URL, spans: otlp }] }],
  };
}

/** The trace that the run was a part of, where its events name one. */
async function traceIdOf({ run, events }: ExportedRun): Promise<string> {
  const named = events.find(({ trace_id }) => trace_id !== undefined)?.trace_id ?? "";
  return /^(?!0{32})[0-9a-f]{32}$/.test(named) ? named : hexId(run.run_id, 16);
}

function described(span: RunSpan, run: RunState, content: readonly OtlpAttribute[]) {
  const { name, kind, attributes } = aspectsOf(span, run);
  const failure = failureOf(span);
  return {
    name,
    kind,
    startTimeUnixNano: nanos(span.from),
    endTimeUnixNano: nanos(span.to),
    attributes: [
      ...attributes,
      attribute("uar.sequence", span.begun.sequence),
      ...(span.state === "open" ? [attribute("uar.open", true)] : []),
      ...(failure === undefined ? [] : [attribute("error.type", failure.code)]),
      ...content,
    ],
    events: failure === undefined ? [] : [exception(span, failure)],
    status: statusOf(span, failure),
  };
}

/** What went wrong with a span; a person's no is none. */
function failureOf({ state, ended }: RunSpan): Failure | undefined {
  if (state !== "failed" || ended === undefined || !("error" in ended.payload)) return undefined;
  return ended.payload.error;
}

function exception({ to }: RunSpan, { code, message }: Failure): OtlpSpanEvent {
  const attributes = [attribute("exception.type", code), attribute("exception.message", message)];
  return { timeUnixNano: nanos(to), name: "exception", attributes };
}

function statusOf({ state, kind }: RunSpan, failure: Failure | undefined): OtlpSpan["status"] {
  if (failure !== undefined) return { code: ERROR, message: failure.message };
  return state === "done" && kind === "run" ? { code: OK } : {};
}

/** Milliseconds have no fraction in the log, and nanoseconds none in a double. */
function nanos(ms: number): string {
  return `${BigInt(Math.round(ms)) * 1_000_000n}`;
}
