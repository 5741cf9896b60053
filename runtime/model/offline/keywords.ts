/** More words than this do not make a search better. */
const MAX_KEYWORDS = 6;
const MIN_WORD_CHARS = 2;

const QUOTED = /"([^"]{2,80})"|“([^”]{2,80})”|«([^»]{2,80})»|`([^`]{2,80})`/g;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}_.-]*/gu;

const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any anyone anything are around as ask at be because
  been before being between both but by can cannot could did do does doing done down each else ever
  every everything exactly explain few file files find for from further get give gives go good got
  had has have having help her here hers him his how i if in into is it its itself just kindly know
  let like list look lot made make many may maybe me mean means mention mentioned mentions might more
  most much must my need no nor not nothing now of off ok on once one only or other our out over own
  please quote read really said same say says search see shall she should show so some somebody
  something stand stands such talk talked talking talks tell tells than thank thanks that the their them then there these they thing
  things think this those through time times to too under until up upon us use used using very want was way we
  well were what whatever when where whether which while who whom whose why will with within without
  word words work workspace would write written yes yet you your yours`.split(/\s+/),
);

/**
 * The words of a question worth looking for, in its order: quoted phrases first, as they stand;
 * then words in lower case without those that every question has.
 */
export function keywordsOf(question: string): readonly string[] {
  const phrases = Array.from(question.matchAll(QUOTED), (match) =>
    match.slice(1).find((group) => group !== undefined),
  ).filter((phrase) => phrase !== undefined);
  const rest = question.replaceAll(QUOTED, " ").replaceAll(/['’]\w{1,2}\b/g, " ");
  const words = (rest.toLowerCase().match(WORD) ?? [])
    .map((word) => word.replace(/[.-]+$/, ""))
    .filter((word) => word.length >= MIN_WORD_CHARS && !STOP_WORDS.has(word));
  return [...new Set([...phrases, ...words])].slice(0, MAX_KEYWORDS);
}

const MIN_STEM_CHARS = 4;

/** The part of a word that its forms share, for matching: "retries" and "retry" give "retr". */
export function stemOf(keyword: string): string {
  const word = keyword.toLowerCase();
  if (word.includes(" ")) return word;
  const endings = [/(?:ies|ied|y)$/, /(?:ings?|ed|es)$/, /[es]$/];
  const stems = endings.map((ending) => word.replace(ending, ""));
  return stems.find((stem) => stem !== word && stem.length >= MIN_STEM_CHARS) ?? word;
}
