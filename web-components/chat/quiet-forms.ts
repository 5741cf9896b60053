import { postForm } from "./post-form.ts";

/**
 * Sends forms marked `data-quiet` in the background: their answer comes as an event on the stream.
 * Where that fails, the form is sent the ordinary way, so the person sees what the server says.
 */
export function quietForms(root: HTMLElement, signal: AbortSignal): void {
  root.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
      if (form.dataset["quiet"] === undefined) return;
      event.preventDefault();
      send(form, event.submitter).catch(reportError);
    },
    { signal },
  );
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await postForm(form, submitter);
  } catch {
    if (submitter instanceof HTMLButtonElement && submitter.name !== "") {
      form.append(hiddenField(submitter.name, submitter.value));
    }
    form.submit();
  } finally {
    form.ariaBusy = null;
  }
}

function hiddenField(name: string, value: string): HTMLInputElement {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}
