import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Entry } from "#runtime/log/port.ts";

/**
 * Reads the events of a run (JSON Lines) from an address, in pieces as they arrive, so that a long log
 * never holds the page up; or from the element `#id` of the page. Throws when the server does not
 * answer with one.
 */
export async function* readEntries(
  address: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Entry[], void> {
  if (address.startsWith("#")) {
    yield (
      document.querySelector(address)?.textContent.split("\n").filter(isLine).map(readEntry) ?? []
    );
    return;
  }
  const response = await fetch(address, { signal });
  if (!response.ok || response.body === null) {
    throw new Error(
      `Cannot read the events at "${address}": the server answered ${response.status}`,
    );
  }
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield lines.filter(isLine).map(readEntry);
  }
  if (rest !== "") yield [readEntry(rest)];
}

function isLine(text: string): boolean {
  return text.trim() !== "";
}

function readEntry(json: string): Entry {
  // Our own server's export of its log: each line is one event, checked when it was written.
  const event = JSON.parse(json) as RuntimeEvent;
  return { event, json };
}
