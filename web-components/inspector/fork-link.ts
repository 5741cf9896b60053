/**
 * The link to a fork's form, and the key that presses it, show the form over the page. Its script is
 * fetched the first time; where that or the form fails, the form's own page is gone to.
 */
export function forkLink(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : undefined;
    const link = target?.closest<HTMLAnchorElement>("a[data-fork]");
    if (link === null || link === undefined) return;
    event.preventDefault();
    const address = link.href;
    import("./fork-dialog.ts")
      .then(({ showForkDialog }) => showForkDialog(address))
      .catch(() => location.assign(address));
  });
}
