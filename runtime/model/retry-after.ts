/** A response header by its lower-case name. */
export type HeaderOf = (name: string) => string | undefined;

/**
 * How many milliseconds a refusal asks to wait: Retry-After in any of its spellings, else the reset of
 * the rate limit that ran out. Undefined where nothing is said. A date counts from the response's own.
 */
export function retryAfterMs(header: HeaderOf): number | undefined {
  const exact = Number(header("retry-after-ms") ?? Number.NaN);
  if (exact > 0) return Math.ceil(exact);
  const after = header("retry-after");
  const wait = after === undefined ? undefined : (fromSeconds(after) ?? fromDate(after, header));
  return wait ?? fromResets(header);
}

function fromSeconds(text: string): number | undefined {
  return /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Math.ceil(Number(text) * 1000) : undefined;
}

/** The server's clock is the one that the date was read from, so no other is needed. */
function fromDate(text: string, header: HeaderOf): number | undefined {
  const at = Date.parse(text);
  const now = Date.parse(header("date") ?? "");
  return Number.isNaN(at) || Number.isNaN(now) ? undefined : Math.max(0, at - now);
}

/** Where a limit's reset stands, with what tells that it ran out. */
const COUNTED = ["requests", "tokens"].flatMap((what) =>
  ["", "-minute", "-hour", "-day"].map((span) => `-${what}${span}`),
);
const LIMITS = ["", ...COUNTED, "-input-tokens", "-output-tokens"].flatMap((what) => [
  { reset: `x-ratelimit-reset${what}`, remaining: `x-ratelimit-remaining${what}` },
  { reset: `ratelimit-reset${what}`, remaining: `ratelimit-remaining${what}` },
  {
    reset: `anthropic-ratelimit${what}-reset`,
    remaining: `anthropic-ratelimit${what}-remaining`,
  },
]);

/** The longest wait among the limits that ran out; where none says so, the shortest of all. */
function fromResets(header: HeaderOf): number | undefined {
  const limits = LIMITS.flatMap(({ reset, remaining }) => {
    const wait = fromReset(header(reset), header);
    return wait === undefined ? [] : [{ wait, isEmpty: Number(header(remaining)) <= 0 }];
  });
  limits.push(...policies(header("ratelimit") ?? ""));
  const empty = limits.filter(({ isEmpty }) => isEmpty).map(({ wait }) => wait);
  if (empty.length > 0) return Math.max(...empty);
  const waits = limits.map(({ wait }) => wait).filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** The IETF's RateLimit header: of each policy what remains (`r`) and the seconds to its reset (`t`). */
function policies(text: string): { wait: number; isEmpty: boolean }[] {
  const told = text.matchAll(/\br=(\d+);\s*t=(\d+)/g);
  return [...told].map(([, left, seconds]) => ({
    wait: Number(seconds) * 1000,
    isEmpty: Number(left) === 0,
  }));
}

/** Numbers above are moments of this century in seconds, or in milliseconds. */
const EPOCH_SECONDS = 1_000_000_000;
const EPOCH_MS = 1_000_000_000_000;

/** A reset as "6m0.5s", as seconds, as a moment since 1970, or as a date. */
function fromReset(text: string | undefined, header: HeaderOf): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isNaN(number)) return fromDuration(text) ?? fromDate(text, header);
  if (number < EPOCH_SECONDS) return Math.ceil(number * 1000);
  const now = Date.parse(header("date") ?? "");
  const at = number < EPOCH_MS ? number * 1000 : number;
  return Number.isNaN(now) ? undefined : Math.max(0, at - now);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A length of time such as "7.66s", "1m30s" or "250ms" in milliseconds. */
export function fromDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g);
  const total = [...parts].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_MS[unit] ?? 0),
    0,
  );
  return Math.ceil(total);
}
