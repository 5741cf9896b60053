import { UarCopy } from "./uar-copy.ts";

customElements.define("uar-copy", UarCopy);
