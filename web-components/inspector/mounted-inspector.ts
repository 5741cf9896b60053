import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import { expect } from "vitest";

import type { Entry } from "#runtime/log/port.ts";
import { EventIndex } from "#views/inspector/event-index.ts";
import { inspect } from "#views/inspector/inspect.ts";
import { inspectorView } from "#views/inspector/inspector-view.ts";
import { RunStates } from "#views/inspector/run-states.ts";
import { UarInspector } from "./inspector-element.ts";

/** How often a test looks whether a frame was drawn. */
const FRAME_MS = 4;

/** The inspector in a page of its own, as the server sends it, taken over by its script. */
export interface MountedInspector {
  readonly root: HTMLElement;
  /** The nodes that the server's HTML made, before the script. */
  readonly served: { readonly row: Element | null; readonly stage: Element | null };
  /** The sequence at which the page says that it stands. */
  readonly sequence: () => number;
  readonly press: (key: string, on?: Element) => void;
  /** Waits for the page to stand at an event. */
  readonly expectAt: (sequence: number) => Promise<void>;
  readonly unmount: () => void;
}

export interface Mounted {
  readonly query?: Record<string, string>;
  /** The log as it is when the script reads it; without it, what the server saw. */
  readonly log?: readonly Entry[];
}

/** Serves the inspector of a run and lets its script take over. */
export async function mountInspector(
  entries: readonly Entry[],
  { query = {}, log = entries }: Mounted = {},
): Promise<MountedInspector> {
  if (customElements.get("uar-inspector") === undefined) {
    customElements.define("uar-inspector", UarInspector);
  }
  history.replaceState(null, "", `?${new URLSearchParams(query)}`);
  const address = URL.createObjectURL(new Blob([log.map(({ json }) => `${json}\n`).join("")]));
  const index = new EventIndex(entries);
  const runLog = {
    run_id: "r_8f2c",
    title: "Retry",
    epoch: 1,
    index,
    states: new RunStates(index),
  };
  const root = parse(await collectResult(render(inspectorView(inspect(runLog, query)))));
  const attributes = {
    run: "r_8f2c",
    thread: "th_1",
    epoch: 1,
    last: index.lastSequence,
    name: "Retry",
    log: address,
  };
  for (const [name, value] of Object.entries(attributes)) root.setAttribute(name, String(value));
  const served = {
    row: root.querySelector(".event-row[aria-current]"),
    stage: root.querySelector(".stage-screen .part"),
  };
  const place = document.createElement("main");
  place.append(root);
  document.body.append(place);
  await expect.poll(() => root.querySelector("[role=slider]")).not.toBeNull();

  const sequence = () => Number(root.querySelector("[role=slider]")?.ariaValueNow);
  return {
    root,
    served,
    sequence,
    press: (key, on = document.body) =>
      on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
    expectAt: (wanted) => expect.poll(sequence, { interval: FRAME_MS }).toBe(wanted),
    unmount: () => {
      place.remove();
      URL.revokeObjectURL(address);
    },
  };
}

/** The server's HTML as the parser of a page makes nodes of it. */
function parse(text: string): HTMLElement {
  const page = new DOMParser().parseFromString(`<div>${text}</div>`, "text/html");
  const root = document.createElement("uar-inspector");
  root.append(...(page.body.firstElementChild?.childNodes ?? []));
  return root;
}

/** The page's own style sheet: what is drawn depends on the sizes of the lists. */
export async function loadStyles(): Promise<void> {
  if (document.querySelector("link[rel=stylesheet]") !== null) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("../styles/inspector.css", import.meta.url).href;
  const loaded = new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));
  document.head.append(link);
  await loaded;
}
