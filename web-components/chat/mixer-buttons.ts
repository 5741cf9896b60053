import type { Lane } from "#runtime/event/lane.ts";
import { isHidden, type Mixer } from "#views/chat/lane-mixer.ts";
import { VISIBLE_LANES } from "#views/lane-glyph.ts";

/** Mutes and solos lanes of the page, and keeps the choice in its address. */
export function mixerButtons(
  root: HTMLElement,
  signal: AbortSignal,
  onChange: (mixer: Mixer) => void,
): void {
  let mixer = readMixer(new URLSearchParams(location.search));
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element && event.target.closest("[data-mixer]");
      if (!(button instanceof HTMLElement)) return;
      mixer = toggled(mixer, button);
      writeAddress(mixer);
      hideLanes(root, mixer);
      onChange(mixer);
    },
    { signal },
  );
  onChange(mixer);
}

function readMixer(query: URLSearchParams): Mixer {
  const lanes = (name: string): readonly Lane[] => {
    const named = new Set(query.get(name)?.split(",") ?? []);
    return VISIBLE_LANES.filter((lane) => named.has(lane));
  };
  return { mute: lanes("mute"), solo: lanes("solo") };
}

function toggled(mixer: Mixer, button: HTMLElement): Mixer {
  const kind = button.dataset["mixer"] === "solo" ? "solo" : "mute";
  const lanes = VISIBLE_LANES.filter((lane) => {
    const pressed = mixer[kind].includes(lane);
    return lane === button.dataset["target"] ? !pressed : pressed;
  });
  return { ...mixer, [kind]: lanes };
}

function writeAddress(mixer: Mixer): void {
  const url = new URL(location.href);
  for (const kind of ["mute", "solo"] as const) {
    if (mixer[kind].length === 0) url.searchParams.delete(kind);
    else url.searchParams.set(kind, mixer[kind].join(","));
  }
  history.replaceState(history.state, "", url.href.replaceAll("%2C", ","));
}

function hideLanes(root: HTMLElement, mixer: Mixer): void {
  const column = root.querySelector<HTMLElement>("[data-hidden-lanes]");
  if (column === null) return;
  column.dataset["hiddenLanes"] = VISIBLE_LANES.filter((lane) => isHidden(lane, mixer)).join(" ");
}
