import { UarInspector } from "./inspector/inspector-element.ts";

customElements.define("uar-inspector", UarInspector);
