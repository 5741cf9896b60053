import { pageKeys } from "./page-keys.ts";
import { UarNotify } from "./uar-notify.ts";
import { UarShortcuts } from "./uar-shortcuts.ts";
import { UarTrial } from "./uar-trial.ts";

customElements.define("uar-notify", UarNotify);
customElements.define("uar-trial", UarTrial);
customElements.define("uar-shortcuts", UarShortcuts);

pageKeys();
