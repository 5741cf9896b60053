import { z } from "zod";

import { CaptureError, quote } from "./capture-error.ts";
import type { CapturePiece } from "./pieces.ts";

type OtlpValue = string | number | boolean | readonly OtlpValue[] | object | undefined;

const AnyValue: z.ZodType<OtlpValue> = z.lazy(() =>
  z
    .looseObject({
      stringValue: z.string().optional(),
      boolValue: z.boolean().optional(),
      intValue: z.union([z.string(), z.number()]).optional(),
      doubleValue: z.number().optional(),
      arrayValue: z.looseObject({ values: z.array(AnyValue).catch([]) }).optional(),
      kvlistValue: z.looseObject({ values: z.array(Pair).catch([]) }).optional(),
    })
    .transform((value) => {
      const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = value;
      const integer = intValue === undefined ? undefined : Number(intValue);
      const list = kvlistValue && Object.fromEntries(kvlistValue.values);
      return stringValue ?? boolValue ?? integer ?? doubleValue ?? arrayValue?.values ?? list;
    }),
);

const Pair = z
  .looseObject({ key: z.string(), value: AnyValue })
  .transform(({ key, value }) => [key, value] as const);

const Attributes = z
  .array(Pair)
  .catch([])
  .transform((pairs) => new Map(pairs));

const Nanos = z.union([z.string().regex(/^\d{1,20}$/), z.number().min(0)]);

const Span = z.looseObject({
  traceId: z.string().min(1),
  spanId: z.string().min(1),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: Nanos,
  endTimeUnixNano: Nanos,
  attributes: Attributes,
  status: z
    .looseObject({
      code: z.union([z.number(), z.string()]).optional(),
      message: z.string().optional(),
    })
    .catch({})
    .default({}),
});

const Traces = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      scopeSpans: z.array(z.looseObject({ spans: z.array(z.unknown()).catch([]) })).catch([]),
    }),
  ),
});

/** A span as we look at it. */
export interface CapturedSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly attributes: ReadonlyMap<string, unknown>;
  /** What went wrong; absent where nothing did. */
  readonly error?: string;
  /** As it came. */
  readonly value: unknown;
}

/** Whether a value looks like traces in OTLP/JSON. */
export function isOtlp(value: unknown): boolean {
  return Traces.safeParse(value).success;
}

/** The spans of a piece of OTLP/JSON. Throws CaptureError for what is none. */
export function spansIn({ value, line }: CapturePiece): readonly CapturedSpan[] {
  const traces = Traces.safeParse(value);
  if (!traces.success) {
    const fix = 'Give what a collector takes at /v1/traces: an object with "resourceSpans"';
    throw new CaptureError(`${quote(value)} is no OTLP/JSON`, fix, { line });
  }
  const spans = traces.data.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  );
  return spans.map((span) => spanOf(span, line));
}

function spanOf(value: unknown, line: number): CapturedSpan {
  const span = Span.safeParse(value);
  if (!span.success) {
    const fix = "Give each span traceId, spanId, name, startTimeUnixNano and endTimeUnixNano";
    throw new CaptureError(`${quote(value)} is no span`, fix, { line });
  }
  const { traceId: trace, spanId: id, parentSpanId, name, attributes, status } = span.data;
  const failed = status.code === 2 || status.code === "STATUS_CODE_ERROR";
  const from = millis(span.data.startTimeUnixNano);
  return {
    trace,
    id,
    parent: parentSpanId === "" ? undefined : parentSpanId,
    name,
    from,
    to: Math.max(from, millis(span.data.endTimeUnixNano)),
    attributes,
    ...(failed && { error: status.message ?? "The span failed" }),
    value,
  };
}

function millis(nanos: string | number): number {
  return Number(BigInt(typeof nanos === "number" ? Math.round(nanos) : nanos) / 1_000_000n);
}
