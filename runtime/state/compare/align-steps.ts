import type { Pair } from "./edit-path.ts";
import { between, byPlace, matchBy, shifted, type Matching } from "./matching.ts";
import { stepsOf, type Step } from "./steps.ts";
import type { Unit } from "./units.ts";

/**
 * Pairs the units of two runs by step, then by kind and tool, then in their order. Steps that say the
 * same are paired first. Where the runs part after them, the steps that were asked the same belong
 * together, whatever came of it; then steps that do the same, then the rest in order.
 */
export function alignSteps(a: readonly Unit[], b: readonly Unit[]): Matching {
  if (!isAfter(a, b)) return alignOrdered(a, b);
  const { pairs, isExact } = alignOrdered(b, a);
  return { pairs: pairs.map(([left, right]) => [right, left] as const), isExact };
}

/** Any order will do, as long as it is one: of several best alignments, both ways round take the same. */
function isAfter(a: readonly Unit[], b: readonly Unit[]): boolean {
  const at = a.findIndex((unit, place) => unit.key !== b[place]?.key);
  const left = a[at]?.key;
  const right = b[at]?.key;
  return left !== undefined && (right === undefined || left > right);
}

function alignOrdered(a: readonly Unit[], b: readonly Unit[]): Matching {
  const [left, right] = [stepsOf(a), stepsOf(b)];
  const [leftStarts, rightStarts] = [startsOf(left), startsOf(right)];
  const steps = pairSteps(left, right);
  const found = steps.pairs.map(([at, other]) => {
    const inside = matchBy(left[at]?.units ?? [], right[other]?.units ?? [], UNIT_KEYS);
    return {
      ...inside,
      pairs: shifted(inside.pairs, [leftStarts[at] ?? 0, rightStarts[other] ?? 0]),
    };
  });
  return {
    pairs: found.flatMap(({ pairs }) => pairs),
    isExact: steps.isExact && found.every(({ isExact }) => isExact),
  };
}

function pairSteps(a: readonly Step[], b: readonly Step[]): Matching {
  const same = matchBy(a, b, [(step) => step.key]);
  const found = between(same.pairs, a.length, b.length).map(({ from, to }) => {
    const parted = pairParted(a.slice(from[0], to[0]), b.slice(from[1], to[1]));
    return { ...parted, pairs: shifted(parted.pairs, from) };
  });
  return {
    pairs: [...same.pairs, ...found.flatMap(({ pairs }) => pairs)].toSorted(byPlace),
    isExact: same.isExact && found.every(({ isExact }) => isExact),
  };
}

/** Steps none of which are the same. */
function pairParted(a: readonly Step[], b: readonly Step[]): Matching {
  const first = areAskedTheSame(a[0], b[0]) ? 1 : 0;
  const rest = matchBy(a.slice(first), b.slice(first), [({ shape }) => shape, ({ kind }) => kind]);
  const parting: readonly Pair[] = first === 1 ? [[0, 0]] : [];
  return { ...rest, pairs: [...parting, ...shifted(rest.pairs, [first, first])] };
}

function areAskedTheSame(a: Step | undefined, b: Step | undefined): boolean {
  return a?.kind === "step" && b?.kind === "step" && a.units[0]?.key === b.units[0]?.key;
}

const UNIT_KEYS = [({ key }: Unit) => key, ({ kind }: Unit) => kind];

/** The place of each step's first unit. */
function startsOf(steps: readonly Step[]): readonly number[] {
  let next = 0;
  return steps.map(({ units }) => {
    const start = next;
    next += units.length;
    return start;
  });
}
