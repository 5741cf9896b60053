import { usualKey } from "#web-components/key-bindings.ts";
import { areSingleKeysOn } from "./single-keys.ts";

/**
 * The keys of branches: in the form that edits a question Ctrl or Cmd Enter sends and Escape puts the
 * question back, `[` and `]` go to the version before and after, `↑` in an empty message edits the last
 * question. They come before the keys of the page, whose Escape stops the run.
 */
export function branchKeys(root: HTMLElement, signal: AbortSignal): void {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || !(event.target instanceof Element)) return;
      const form = event.target.closest<HTMLFormElement>(".edit-turn");
      const done = form === null ? pressed(event, event.target, root) : pressedIn(form, event);
      if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true, signal },
  );
}

function pressedIn(form: HTMLFormElement, { key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (key === "Escape") return click(form.querySelector("[data-cancel]"));
  if (key !== "Enter" || !(ctrlKey || metaKey)) return false;
  form.requestSubmit();
  return true;
}

function pressed(event: KeyboardEvent, target: Element, root: HTMLElement): boolean {
  const { key } = event;
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  if (target instanceof HTMLTextAreaElement) {
    const isFree = key === "ArrowUp" && target.id === "message" && target.value === "";
    return isFree && click([...root.querySelectorAll(".edit-question")].at(-1));
  }
  if (target.matches("input, select") || !areSingleKeysOn()) return false;
  const usual = usualKey("pages", key);
  if (usual === "[") return click(versionLink(root, "previous"));
  return usual === "]" && click(versionLink(root, "next"));
}

/** The link of the turn that has the focus, else of the last one with versions that is not below the view. */
function versionLink(root: HTMLElement, side: "previous" | "next"): Element | undefined {
  const focused = document.activeElement?.closest(".turn");
  const bottom = root.querySelector(".scroller")?.getBoundingClientRect().bottom ?? 0;
  const links = [...(focused ?? root).querySelectorAll(`[data-branch="${side}"]`)];
  return links.findLast((link) => link.getBoundingClientRect().top < bottom);
}

function click(control: Element | null | undefined): boolean {
  if (!(control instanceof HTMLElement)) return false;
  control.click();
  return true;
}
