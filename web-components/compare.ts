import { UarDifferences } from "./uar-differences.ts";

customElements.define("uar-differences", UarDifferences);
