import { html, nothing, type TemplateResult } from "lit/html.js";

/**
 * Time since a moment (ISO 8601), kept by the browser: it holds no time of its own, so it renders the
 * same anywhere. As words (`6.8 s`), or as a clock (`0:06.8`).
 */
export function elapsed(
  since: string | undefined,
  form: "words" | "clock" = "words",
): TemplateResult | typeof nothing {
  return since === undefined
    ? nothing
    : html`<uar-elapsed
        since=${since}
        ?clock=${form === "clock"}
        aria-hidden="true"
      ></uar-elapsed>`;
}
