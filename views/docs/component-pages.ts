import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { COMPONENTS } from "./components.ts";
import { type Component, drawScene, type Scene } from "./scene.ts";

/** What a run can show, with the way to each of its states. */
export function componentsPage(page: PageFrame): TemplateResult {
  const main = pageMain(
    { title: "Components", above: [{ name: "Docs", href: urls.docs() }] },
    html`<p class="quiet">
        Each state is drawn by the views that draw the chat, from events like those of any run.
        Colour names the lane; words and shape name the state.
      </p>
      <div class="gallery">${COMPONENTS.map(overview)}</div>`,
  );
  return playgroundPage(page, { title: "Components", current: "docs", layout: "sidebar", main });
}

function overview({ name, title, scenes }: Component): TemplateResult {
  return html`<section data-component=${name}>
    <h2><a href=${urls.docsComponent(name)}>${title}</a></h2>
    <ul>
      ${scenes.map(
        (scene) =>
          html`<li>
            <a href="${urls.docsComponent(name)}#${scene.id}">${scene.title}</a>
            <div class="picture" inert>${drawScene(scene)}</div>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** One component in each of its states, each with an address. */
export function componentPage(page: PageFrame & { readonly component: Component }): TemplateResult {
  const { title, words, scenes } = page.component;
  const main = pageMain(
    {
      title,
      above: [
        { name: "Docs", href: urls.docs() },
        { name: "Components", href: urls.docsComponents() },
      ],
      meta: `${scenes.length} states`,
    },
    html`<p class="lead">${words}</p>
      ${scenes.map(sceneView)}`,
  );
  return playgroundPage(page, {
    title: `${title}, components`,
    current: "docs",
    layout: "sidebar",
    main,
  });
}

/** A picture of a run: nothing in it can be pressed, since there is no such run. */
function sceneView(scene: Scene): TemplateResult {
  const { id, title, words } = scene;
  return html`<section id=${id}>
    <h2><a href="#${id}">${title}</a></h2>
    <p class="quiet">${words}</p>
    <div class="scene picture" inert>${drawScene(scene)}</div>
  </section>`;
}
