import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

/**
 * Puts the thread at its place before the first paint: at what the address names, at the top where the
 * person reads on from an older part, or at the end, also while older turns get their real height. A turn that this part of the thread does not hold is in
 * another one, which the server finds. It ends when the person moves or the thread's own script
 * takes over. Stands after the composer, which takes its share of the height.
 */
export function firstPlace(nonce: string): TemplateResult {
  return html`<script nonce=${nonce}>
    {
      const scroller = document.querySelector(".scroller");
      const name = location.hash.slice(1);
      const named = name && document.getElementById(name);
      if (name.startsWith("t_") && !named && !location.search.includes("turn=")) {
        const query = new URLSearchParams(location.search);
        query.set("turn", name);
        location.replace("?" + query + "#" + name);
      }
      const end = () => (location.search.includes("after=") ? 0 : scroller.scrollHeight);
      const place = () => (named ? named.scrollIntoView() : (scroller.scrollTop = end()));
      const keeper = new ResizeObserver(place);
      keeper.observe(scroller);
      keeper.observe(scroller.firstElementChild);
      let isOurs = true;
      const leave = ({ type }) => {
        if (isOurs && type === "uar-thread-ready") place();
        isOurs = false;
        keeper.disconnect();
      };
      for (const type of ["wheel", "pointerdown", "keydown", "uar-thread-ready"]) {
        addEventListener(type, leave, { once: true, passive: true });
      }
      place();
    }
  </script>`;
}
