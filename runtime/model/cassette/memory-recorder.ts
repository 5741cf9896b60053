import type { Clock } from "#runtime/services.ts";
import type { Cassette } from "./cassette.ts";
import { ExchangeLines } from "./exchange-lines.ts";
import type { WireTap } from "./exchange-sink.ts";
import { readCassettes } from "./read-cassette.ts";

/** Keeps exchanges in memory, for tests and for making recordings. */
export class MemoryRecorder implements WireTap {
  readonly clock: Pick<Clock, "monotonic">;
  readonly #exchanges: { readonly lines: ExchangeLines; text: string }[] = [];

  constructor(clock: Pick<Clock, "monotonic">) {
    this.clock = clock;
  }

  open(sent: Parameters<WireTap["open"]>[0]): ExchangeLines {
    const lines = new ExchangeLines(sent, Number.POSITIVE_INFINITY);
    this.#exchanges.push({ lines, text: "" });
    return lines;
  }

  /** What was recorded so far, as the text of a cassette. */
  text(): string {
    for (const exchange of this.#exchanges)
      exchange.text += Buffer.from(exchange.lines.take()).toString();
    return this.#exchanges.map(({ text }) => text).join("");
  }

  cassettes(): readonly Cassette[] {
    return readCassettes(new TextEncoder().encode(this.text()));
  }
}
