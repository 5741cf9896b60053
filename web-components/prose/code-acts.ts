/** File endings of languages whose name is not already one. */
const ENDINGS: Readonly<Record<string, string>> = {
  bash: "sh",
  "c++": "cpp",
  "c#": "cs",
  csharp: "cs",
  console: "txt",
  golang: "go",
  javascript: "js",
  kotlin: "kt",
  markdown: "md",
  plaintext: "txt",
  python: "py",
  ruby: "rb",
  rust: "rs",
  shell: "sh",
  text: "txt",
  typescript: "ts",
  yml: "yaml",
  zsh: "sh",
};

/** By then the browser has begun to save. */
const SAVED_MS = 10_000;

/** Wraps the lines of a block of code, or lets them run on. */
export function wrapCode(figure: HTMLElement, button: HTMLElement): void {
  const wrapped = figure.toggleAttribute("data-wrapped");
  button.ariaPressed = String(wrapped);
}

/** Saves a block of code as a file, under the name that it has or after its language. */
export function downloadCode(figure: HTMLElement): void {
  const code = figure.querySelector("code")?.textContent ?? "";
  const address = URL.createObjectURL(new Blob([code], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(figure);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), SAVED_MS);
}

function fileName(figure: HTMLElement): string {
  const label = figure.querySelector("figcaption > span")?.textContent?.trim() ?? "";
  const language = figure.dataset["language"] ?? "";
  if (label !== "text" && label !== language) return label.split("/").at(-1) ?? label;
  const ending = ENDINGS[language.toLowerCase()] ?? (/^\w{1,10}$/.exec(language)?.[0] || "txt");
  return `code.${ending.toLowerCase()}`;
}
