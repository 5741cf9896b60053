import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { iconSprite } from "./icon-sprite.ts";
import { rendered } from "./rendered.ts";

test("the sprite holds each icon that has a name, and no other", async () => {
  const source = readFileSync(new URL("icon.ts", import.meta.url), "utf8");
  const names = [...source.matchAll(/^  \| "([a-z-]+)"/gm)].map((match) => match[1]);

  const sprite = await rendered(iconSprite());

  expect([...sprite.matchAll(/id="i-([a-z-]+)"/g)].map((match) => match[1])).toEqual(names);
});
