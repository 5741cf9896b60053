/** `<uar-import>` lets a file be dropped anywhere on the page, and sends the form in it with that file. */
export class UarImport extends HTMLElement {
  #leave = new AbortController();

  connectedCallback(): void {
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    document.addEventListener("dragover", (event) => this.#over(event), { signal });
    document.addEventListener("dragleave", (event) => this.#out(event), { signal });
    document.addEventListener("drop", (event) => this.#drop(event), { signal });
  }

  disconnectedCallback(): void {
    this.#leave.abort();
  }

  /** A page that does not say so refuses whatever is dropped. */
  #over(event: DragEvent): void {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    this.#hint(true);
  }

  #out(event: DragEvent): void {
    if (event.relatedTarget === null) this.#hint(false);
  }

  #drop(event: DragEvent): void {
    const files = event.dataTransfer?.files;
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (files === undefined || files.length === 0 || input === null) return;
    event.preventDefault();
    this.#hint(false);
    input.files = files;
    input.form?.requestSubmit();
  }

  #hint(isShown: boolean): void {
    this.querySelector(".drop-here")?.toggleAttribute("hidden", !isShown);
  }
}

function bringsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") === true;
}
