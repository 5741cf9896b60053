import { UarTrial } from "./uar-trial.ts";

customElements.define("uar-trial", UarTrial);
