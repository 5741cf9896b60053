import type { Budget } from "./budget.ts";
import { joined, primitive, type Value, type ValueList } from "./value.ts";

/** A search costs the product of both lengths at worst. */
const MAX_NEEDLE_CHARS = 256;
const MAX_DIGITS = 20;

/** What a method does with its value; arguments are values, and every cost is paid before. */
export type Method = (args: readonly Value[], budget: Budget) => Value;

/** The allowed method of that name of a value. Undefined for any other: nothing is looked up on the value itself. */
export function methodOf(value: Value, name: string): Method | undefined {
  if (typeof value === "string") return stringMethods(value).get(name);
  if (typeof value === "number") return numberMethods(value).get(name);
  if (Array.isArray(value)) return listMethods(value).get(name);
  return undefined;
}

/** An argument that a method cannot take. */
export class MethodArgumentError extends Error {
  override name = "MethodArgumentError";
}

function stringMethods(text: string): ReadonlyMap<string, Method> {
  const same = (make: (args: readonly Value[], budget: Budget) => Value): Method => {
    return (args, budget) => {
      budget.chars(text.length);
      return make(args, budget);
    };
  };
  return new Map<string, Method>([
    ["toUpperCase", same(() => text.toUpperCase())],
    ["toLowerCase", same(() => text.toLowerCase())],
    ["trim", same(() => text.trim())],
    ["trimStart", same(() => text.trimStart())],
    ["trimEnd", same(() => text.trimEnd())],
    ["toString", same(() => text)],
    ["slice", same(([start, end]) => text.slice(whole(start), whole(end)))],
    ["substring", same(([start, end]) => text.substring(whole(start) ?? 0, whole(end)))],
    ["at", same(([index]) => text.at(whole(index) ?? 0))],
    ["charAt", same(([index]) => text.charAt(whole(index) ?? 0))],
    ["includes", same(([needle], budget) => text.includes(searched(needle, budget)))],
    ["startsWith", same(([needle], budget) => text.startsWith(searched(needle, budget)))],
    ["endsWith", same(([needle], budget) => text.endsWith(searched(needle, budget)))],
    ["indexOf", same(([needle], budget) => text.indexOf(searched(needle, budget)))],
    ["lastIndexOf", same(([needle], budget) => text.lastIndexOf(searched(needle, budget)))],
    ["split", same((args, budget) => split(text, args, budget))],
    ["replace", same(([from, to], budget) => replaced(text, [from, to], budget, 1))],
    ["replaceAll", same(([from, to], budget) => replaced(text, [from, to], budget, Infinity))],
    ["concat", (args, budget) => joined([text, ...args], "", budget)],
    ["repeat", ([count], budget) => repeated(text, whole(count) ?? 0, budget)],
    ["padStart", ([length, fill], budget) => padding(text, [length, fill], budget) + text],
    ["padEnd", ([length, fill], budget) => text + padding(text, [length, fill], budget)],
  ]);
}

function numberMethods(value: number): ReadonlyMap<string, Method> {
  return new Map<string, Method>([
    ["toFixed", ([digits]) => value.toFixed(digitCount(digits))],
    ["toString", () => String(value)],
  ]);
}

function listMethods(list: ValueList): ReadonlyMap<string, Method> {
  const same = (make: (args: readonly Value[], budget: Budget) => Value): Method => {
    return (args, budget) => {
      budget.steps(list.length + 1);
      return make(args, budget);
    };
  };
  return new Map<string, Method>([
    ["join", same(([separator], budget) => joined(list, words(separator ?? ",", budget), budget))],
    ["toString", same((_args, budget) => joined(list, ",", budget))],
    ["slice", same(([start, end]) => list.slice(whole(start), whole(end)))],
    ["at", same(([index]) => list.at(whole(index) ?? 0))],
    ["includes", same(([member]) => list.includes(member))],
    ["indexOf", same(([member]) => list.indexOf(member))],
    ["lastIndexOf", same(([member]) => list.lastIndexOf(member))],
    ["toReversed", same(() => list.toReversed())],
    ["concat", same((args, budget) => concatenated(list, args, budget))],
  ]);
}

function concatenated(list: ValueList, args: readonly Value[], budget: Budget): ValueList {
  for (const arg of args) budget.steps(Array.isArray(arg) ? arg.length + 1 : 1);
  return list.concat(...args);
}

function split(text: string, [separator, limit]: readonly Value[], budget: Budget): ValueList {
  if (separator === undefined) return [text];
  const parts = text.split(searched(separator, budget), whole(limit));
  budget.steps(parts.length);
  return parts;
}

/** The replacement is text as it stands: `$&` has no meaning. */
function replaced(
  text: string,
  [from, to]: readonly Value[],
  budget: Budget,
  times: number,
): string {
  const needle = searched(from, budget);
  const parts = text.split(needle);
  budget.steps(parts.length);
  const replacement = words(to, budget);
  const count = Math.min(parts.length - 1, times);
  budget.chars(text.length + count * replacement.length);
  if (count === parts.length - 1) return parts.join(replacement);
  return parts.slice(0, count + 1).join(replacement) + needle + parts.slice(count + 1).join(needle);
}

function repeated(text: string, count: number, budget: Budget): string {
  if (count < 0) throw new MethodArgumentError(`Cannot repeat text ${count} times`);
  budget.chars(text.length * count);
  return text.repeat(count);
}

function padding(text: string, [length, fill]: readonly Value[], budget: Budget): string {
  const missing = Math.max(0, (whole(length) ?? 0) - text.length);
  budget.chars(text.length + missing);
  const filler = fill === undefined ? " " : words(fill, budget);
  return filler === "" ? "" : filler.repeat(Math.ceil(missing / filler.length)).slice(0, missing);
}

function searched(value: Value, budget: Budget): string {
  const needle = words(value, budget);
  if (needle.length <= MAX_NEEDLE_CHARS) return needle;
  throw new MethodArgumentError(`Text to search for may have ${MAX_NEEDLE_CHARS} characters`);
}

function words(value: Value, budget: Budget): string {
  const text = String(primitive(value, budget));
  budget.chars(text.length);
  return text;
}

/** A whole number as JavaScript reads one from any value. */
function whole(value: Value): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null) return 0;
  const number = Math.trunc(Number(value));
  return Number.isNaN(number) ? 0 : number;
}

function digitCount(value: Value): number {
  const digits = whole(value) ?? 0;
  if (digits >= 0 && digits <= MAX_DIGITS) return digits;
  throw new MethodArgumentError(`A number has 0 to ${MAX_DIGITS} decimal digits, not ${digits}`);
}
