import { bundle, type Write } from "#views/inspector/script-run.ts";
import { type Component, type RunScene, sceneRun, sceneRunId } from "./scene.ts";

const ARTIFACT = "art_cost";

/** HTML that a run made, in a frame without an origin. */
export const BUNDLE: Component = {
  name: "bundle",
  title: "Bundle",
  words: "HTML in a sandbox of its own. A new version takes its place and its height.",
  scenes: [
    scene("bundle-first", "First version", "A chart in a frame", [bars(88, 72)]),
    scene("bundle-second", "Second version", "The same frame, the number of the version", [
      bars(88, 72),
      bars(88, 41),
    ]),
  ],
};

/** The HTML of a scene's bundle; undefined where no scene has such a run, artifact and version. */
export function sceneBundle(run: string, artifact: string, version: number): string | undefined {
  const scene = BUNDLE.scenes.find(({ id }) => sceneRunId(id) === run);
  if (scene === undefined || "draw" in scene) return undefined;
  return sceneRun(scene).artifacts.find(
    (known) => known.artifact_id === artifact && known.version === version,
  )?.content;
}

function scene(id: string, title: string, words: string, versions: readonly string[]): RunScene {
  const script = (write: Write) => {
    for (const [index, content] of versions.entries()) {
      const payload = bundle(index + 1, content);
      write(40, { type: "artifact.changed", artifact_id: ARTIFACT, payload });
    }
  };
  return { id, title, words, script };
}

/** How long a step takes today and after a change, in percent of the width. */
function bars(today: number, fixed: number): string {
  return `<!doctype html><meta charset="utf-8"><title>Cost of one timeout</title>
<style>
:root { color-scheme: light dark; font: 12px system-ui, sans-serif }
body { display: grid; grid-template-columns: auto 1fr; gap: 8px 12px; align-items: center; margin: 16px 12px }
meter { inline-size: 100% }
</style>
<span>Today</span><meter max="100" value="${today}">${today}</meter>
<span>Fixed</span><meter max="100" value="${fixed}">${fixed}</meter>`;
}
