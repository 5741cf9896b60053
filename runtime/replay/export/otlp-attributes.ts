/** A value as OTLP/JSON writes it: whole numbers as text, since 64 bits do not fit into a double. */
type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } };

export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

/** An attribute of a span, by the type of its value. */
export function attribute(
  key: string,
  value: string | number | boolean | readonly string[],
): OtlpAttribute {
  return { key, value: otlpValue(value) };
}

function otlpValue(value: string | number | boolean | readonly string[]): OtlpValue {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "number":
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
  }
}
