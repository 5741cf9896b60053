/** What the client can be given, best first where it does not care. Undefined when nothing suits it. */
export function negotiate<Type extends string>(
  accept: string | undefined,
  offers: readonly Type[],
): Type | undefined {
  const ranges = parseAccept(accept ?? "*/*");
  let best: { type: Type; quality: number } | undefined;
  for (const type of offers) {
    const quality = qualityOf(type, ranges);
    if (quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

/** Ranges beyond this many are ignored: no client needs them. */
const MAX_RANGES = 32;

function parseAccept(accept: string): MediaRange[] {
  return accept
    .split(",", MAX_RANGES)
    .map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
    })
    .filter((range) => range.type !== "");
}

/** The most specific range that covers the type decides (RFC 9110, section 12.5.1). */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const family = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const pattern of [type, family, "*/*"]) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
