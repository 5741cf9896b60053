import { randomNumbers } from "./random-numbers.ts";
import type { TokenSource } from "./token-server.ts";

/** Any byte or any piece, each as likely; the same seed says the same. */
export function randomTokens(pieces: readonly string[], seed: number): TokenSource {
  const random = randomNumbers(seed);
  return {
    name: "random tokens",
    tokens: async function* (_prompt, count) {
      for (let said = 0; said < count; said += 1) {
        const pick = Math.floor(random() * (256 + pieces.length));
        yield pick < 256 ? Uint8Array.of(pick) : Buffer.from(pieces[pick - 256] ?? "");
      }
    },
  };
}
