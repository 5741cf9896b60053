import "./fragment.ts";
import { paletteKey } from "./go-keys.ts";
import { defineLiveRuns } from "./live-runs-on-demand.ts";
import { UarAnnounce } from "./uar-announce.ts";
import { UarChat } from "./uar-chat.ts";
import { UarComposer } from "./uar-composer.ts";
import { UarElapsed } from "./uar-elapsed.ts";
import { UarThread } from "./uar-thread.ts";

// The one that answers comes before those that ask: a live run looks for its stream when it begins.
customElements.define("uar-chat", UarChat);
customElements.define("uar-announce", UarAnnounce);
customElements.define("uar-thread", UarThread);
customElements.define("uar-composer", UarComposer);
customElements.define("uar-elapsed", UarElapsed);
defineLiveRuns();

paletteKey();
