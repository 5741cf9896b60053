/** Keeps what is being written, across reloads and in step with other tabs: the last one that wrote wins. */
export function keepDraft(textarea: HTMLTextAreaElement, key: string, signal: AbortSignal): void {
  if (textarea.value === "") textarea.value = read(key);
  textarea.addEventListener("input", () => write(key, textarea.value), { signal });
  textarea.form?.addEventListener("submit", () => write(key, ""), { signal });
  addEventListener(
    "storage",
    (event) => {
      if (event.key === key) textarea.value = read(key);
    },
    { signal },
  );
}

/** Storage can be off or full; then there is no draft, and writing goes on. */
function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    return;
  }
}
