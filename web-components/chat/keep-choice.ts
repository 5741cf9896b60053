/** What the person chose for the next message, of each field by its name. */
type Choice = Readonly<Record<string, string>>;

/** Keeps the choice of agent and model of a session across reloads, until a message was sent with it. */
export function keepChoice(composer: HTMLElement, signal: AbortSignal): void {
  const key = `uar-choice-${composer.getAttribute("session") ?? "new"}`;
  const fields = [...composer.querySelectorAll<HTMLSelectElement>(".choice select")];
  const known = read(key);
  for (const field of fields) {
    const value = known[field.name];
    if ([...field.options].some((option) => option.value === value)) field.value = value ?? "";
    field.addEventListener("change", () => write(key, fields), { signal });
  }
  composer.querySelector("form")?.addEventListener("submit", () => forget(key), { signal });
}

/** Storage can be off, full or another program's; then the page's own choice stands. */
function read(key: string): Choice {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof value === "object" && value !== null ? (value as Choice) : {};
  } catch {
    return {};
  }
}

function write(key: string, fields: readonly HTMLSelectElement[]): void {
  const choice = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  try {
    localStorage.setItem(key, JSON.stringify(choice));
  } catch {
    return;
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}
