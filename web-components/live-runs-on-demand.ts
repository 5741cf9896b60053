/**
 * Fetches what live runs are made of when the page has one, or is about to get one: the message is
 * being written, or a fragment comes in. Until then a run is the HTML that the server rendered.
 */
export function defineLiveRuns(): void {
  if (document.querySelector("uar-run[state]") !== null) {
    define();
    return;
  }
  const signs = ["input", "htmx:before:swap"] as const;
  const stop = new AbortController();
  for (const sign of signs) {
    document.addEventListener(
      sign,
      () => {
        stop.abort();
        define();
      },
      { signal: stop.signal },
    );
  }
}

function define(): void {
  import("./uar-run.ts").then(
    ({ UarRun }) => customElements.define("uar-run", UarRun),
    reportError,
  );
}
