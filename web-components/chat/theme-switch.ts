import { postForm } from "./post-form.ts";

/** Changes the theme in place, and keeps the choice with the server for the next first paint. */
export function themeSwitch(form: HTMLFormElement, signal: AbortSignal): void {
  form.addEventListener(
    "submit",
    (event) => {
      const { submitter } = event;
      if (!(submitter instanceof HTMLButtonElement)) return;
      event.preventDefault();
      document.documentElement.dataset["theme"] = submitter.value;
      for (const button of form.querySelectorAll("button")) {
        button.ariaPressed = String(button === submitter);
      }
      postForm(form, submitter).catch(reportError);
    },
    { signal },
  );
}
