import { expect, it } from "vitest";

import { readSettings, settingsQuery } from "./settings.ts";

it("settings leave the defaults out of the address", () => {
  expect(settingsQuery(readSettings({}))).toEqual({});
});

it("settings survive the way through an address", () => {
  const query = {
    side: "before",
    view: "stage",
    tab: "wire",
    q: "lane:tools",
    idle: "show",
    fold: "off",
    speed: "max",
    path: "show",
    sel: "call_7",
    range: "290-330",
  };

  expect(settingsQuery(readSettings(query))).toEqual(query);
});

it("settings take what they do not know for the default", () => {
  expect(
    settingsQuery(readSettings({ side: "left", tab: "x", speed: "3", view: "", range: "9-3" })),
  ).toEqual({});
});
