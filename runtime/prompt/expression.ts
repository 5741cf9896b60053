import type { Span } from "./compile-error.ts";

/** An expression of the allow-list: all that the evaluator knows, whatever JavaScript can say. */
export type Expression = Span &
  (
    | { readonly kind: "value"; readonly value: string | number | boolean | null }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "list"; readonly items: readonly Item[] }
    | { readonly kind: "record"; readonly members: readonly RecordMember[] }
    | Member
    | Call
    | { readonly kind: "chain"; readonly inner: Expression }
    | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly argument: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "logical";
        readonly operator: LogicalOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "choice";
        readonly test: Expression;
        readonly yes: Expression;
        readonly no: Expression;
      }
    | { readonly kind: "text"; readonly parts: readonly (string | Expression)[] }
    | Assignment
    | Update
  );

export type Member = Span & {
  readonly kind: "member";
  readonly object: Expression;
  readonly key: Expression;
  readonly optional: boolean;
};

export type Call = Span & {
  readonly kind: "call";
  readonly callee: Expression;
  readonly items: readonly Item[];
  readonly optional: boolean;
};

export type Target = Member | (Span & { readonly kind: "name"; readonly name: string });

export type Assignment = Span & {
  readonly kind: "assign";
  /** Undefined for a plain `=`. */
  readonly operator: BinaryOperator | undefined;
  readonly target: Target;
  readonly value: Expression;
};

export type Update = Span & {
  readonly kind: "update";
  readonly operator: "++" | "--";
  readonly prefix: boolean;
  readonly target: Target;
};

/** A member of a list or an argument of a call. */
export interface Item {
  readonly spread: boolean;
  readonly value: Expression;
}

export type RecordMember =
  | { readonly kind: "member"; readonly key: Expression; readonly value: Expression }
  | { readonly kind: "spread"; readonly value: Expression };

export const UNARY_OPERATORS = ["+", "-", "!", "~", "void", "typeof"] as const;
export type UnaryOperator = (typeof UNARY_OPERATORS)[number];

export const BINARY_OPERATORS = [
  "==",
  "!=",
  "===",
  "!==",
  "<",
  "<=",
  ">",
  ">=",
  "<<",
  ">>",
  ">>>",
  "+",
  "-",
  "*",
  "/",
  "%",
  "|",
  "^",
  "&",
  "in",
] as const;
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];

export const LOGICAL_OPERATORS = ["&&", "||", "??"] as const;
export type LogicalOperator = (typeof LOGICAL_OPERATORS)[number];
