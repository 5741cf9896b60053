import { pageKeys } from "./page-keys.ts";
import { UarTrial } from "./uar-trial.ts";

customElements.define("uar-trial", UarTrial);

pageKeys();
