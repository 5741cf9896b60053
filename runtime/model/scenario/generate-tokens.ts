const WORDS = `the log keeps every event in order and a view is what you get when you fold them so a
page that opens late shows the same words as one that watched from the start because both read one
list of facts each delta carries a few letters and a number the number is the only thing a reader has
to remember when the line drops it asks for what came after that number and goes on nothing is lost
nothing is said twice slow readers fall behind without holding anybody up and fast ones wait for the
next beat tools report their progress people say yes or no the answer grows word by word until one
last event closes the run`.split(/\s+/);

const MIN_SENTENCE = 6;
const MAX_SENTENCE = 16;
const SENTENCES_A_PARAGRAPH = 4;
const PARAGRAPHS_A_SECTION = 5;

/**
 * Exactly `count` tokens of Markdown that reads like prose: headings, paragraphs, sentences.
 * The same seed gives the same text, and a longer text begins like a shorter one.
 */
export function* generateTokens(count: number, seed: number): Generator<string> {
  const random = randomNumbers(seed);
  let paragraph = 0;
  let sentence = 0;
  let left = 0;
  for (let token = 0; token < count; token += 1) {
    const word = WORDS[Math.floor(random() * WORDS.length)] ?? "";
    const opensSentence = left === 0;
    if (opensSentence) {
      left = MIN_SENTENCE + Math.floor(random() * (MAX_SENTENCE - MIN_SENTENCE));
      sentence += 1;
    }
    const opensParagraph = opensSentence && (sentence - 1) % SENTENCES_A_PARAGRAPH === 0;
    if (opensParagraph) paragraph += 1;
    left -= 1;
    const gap = opensParagraph ? paragraphGap(paragraph) : " ";
    const cased = opensSentence ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    yield (token === 0 ? "" : gap) + cased + (left === 0 ? "." : "");
  }
}

function paragraphGap(paragraph: number): string {
  const section = Math.floor((paragraph - 1) / PARAGRAPHS_A_SECTION) + 1;
  return (paragraph - 1) % PARAGRAPHS_A_SECTION === 0 ? `\n\n## Part ${section}\n\n` : "\n\n";
}

/** Mulberry32: numbers from 0 to 1 that a seed determines. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
