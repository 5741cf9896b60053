import type { Json } from "#runtime/event/shared.ts";
import { type JsonObject, textOf } from "#runtime/model/protocol/json-access.ts";

/** No tool takes a longer list or a deeper value; more is a fault that would cost memory. */
const MAX_INDEX = 1000;
const MAX_DEPTH = 32;

type Key = string | number;
type Leaf = string | number | boolean | null;
type Container = Map<Key, Container | Leaf>;

/**
 * Arguments that come as pieces `{jsonPath: "$.items[0].name", stringValue}`.
 * Pieces of one string are joined; a path that cannot be read is left out.
 */
export class PartialArguments {
  #whole: JsonObject = {};
  readonly #root: Container = new Map();

  /** Arguments that came whole, or the part of them that did. */
  take(args: JsonObject): void {
    this.#whole = { ...this.#whole, ...args };
  }

  add(piece: JsonObject): void {
    const keys = keysOf(textOf(piece["jsonPath"]) ?? "");
    const last = keys?.pop();
    if (keys === undefined || last === undefined) return;
    let place = this.#root;
    for (const key of keys) {
      const below = place.get(key);
      const next: Container = below instanceof Map ? below : new Map();
      place.set(key, next);
      place = next;
    }
    const said = valueOf(piece);
    const before = place.get(last);
    place.set(last, typeof before === "string" && typeof said === "string" ? before + said : said);
  }

  /** The JSON of the arguments so far. */
  text(): string {
    const pieces = [...this.#root].map(([key, node]): [string, Json] => [String(key), built(node)]);
    return JSON.stringify({ ...this.#whole, ...Object.fromEntries(pieces) });
  }
}

function valueOf(piece: JsonObject): Leaf {
  const { stringValue, numberValue, boolValue } = piece;
  if (typeof stringValue === "string") return stringValue;
  if (typeof numberValue === "number") return numberValue;
  return typeof boolValue === "boolean" ? boolValue : null;
}

const STEP = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** The steps of a path such as `$.a[0]['b']`; undefined where it is not understood. */
function keysOf(path: string): Key[] | undefined {
  const keys: Key[] = [];
  let at = path.startsWith("$") ? 1 : path.length + 1;
  while (at < path.length) {
    STEP.lastIndex = at;
    const step = STEP.exec(path);
    if (step === null) return undefined;
    const [whole, name, index, single, double] = step;
    if (keys.length === MAX_DEPTH || Number(index ?? 0) > MAX_INDEX) return undefined;
    keys.push(index === undefined ? unescaped(name ?? single ?? double ?? "") : Number(index));
    at += whole.length;
  }
  return at === path.length ? keys : undefined;
}

function unescaped(name: string): string {
  return name.replaceAll(/\\(.)/g, "$1");
}

/** A container with numbers for keys is a list; gaps in it are null. */
function built(node: Container | Leaf): Json {
  if (!(node instanceof Map)) return node;
  const keys = [...node.keys()];
  if (!keys.every((key) => typeof key === "number")) {
    return Object.fromEntries([...node].map(([key, below]) => [String(key), built(below)]));
  }
  const length = Math.max(...keys) + 1;
  return Array.from({ length }, (_, index) => built(node.get(index) ?? null));
}
