/** Lets the buttons of code blocks work that are pressed less often than "Copy". */
export function codeButtons(root: HTMLElement, signal: AbortSignal): void {
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element && event.target.closest("[data-code]");
      if (!(button instanceof HTMLElement)) return;
      const figure = button.closest<HTMLElement>(".code");
      if (figure === null) return;
      import("./code-acts.ts").then(
        (acts) =>
          button.dataset["code"] === "wrap"
            ? acts.wrapCode(figure, button)
            : acts.downloadCode(figure),
        reportError,
      );
    },
    { signal },
  );
}
