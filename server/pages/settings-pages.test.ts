import { describe, expect, it } from "vitest";

import { NO_SERVERS, testApp } from "#server/test-app.ts";
import { SECTIONS } from "#views/settings/section.ts";

describe("/settings", () => {
  it.each(SECTIONS)("has a page for the section %s", async (section, name) => {
    const app = await testApp();

    const response = await app.fetch(`/settings/${section}`);

    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`<title>${name}, settings`);
  });

  it("leads to its first section, and answers 404 for one that is not there", async () => {
    const app = await testApp();

    expect((await app.fetch("/settings", { redirect: "manual" })).headers.get("location")).toBe(
      "/settings/keys",
    );
    expect((await app.fetch("/settings/secrets")).status).toBe(404);
  });

  it("lists the models that can be asked, narrowed by words", async () => {
    const app = await testApp();

    const all = await (await app.fetch("/settings/models")).text();
    const none = await (await app.fetch("/settings/models?q=nothing<so>")).text();

    expect(all).toContain("<code>scenario/test</code>");
    expect(none).not.toContain("<code>offline/reader</code>");
    expect(none).toContain("nothing&lt;so&gt;");
  });

  it("keeps the theme that the form sends, and shows it as chosen", async () => {
    const app = await testApp();
    const kept = await app.form("/theme", { theme: "dark", next: "/settings/theme" });
    const cookie = kept.headers.get("set-cookie")?.split(";")[0] ?? "";

    const text = await (await app.fetch("/settings/theme", { headers: { cookie } })).text();

    expect(kept.headers.get("location")).toBe("/settings/theme");
    expect(text).toMatch(/value="dark" checked/);
  });

  it("shows that a provider is left alone, before all that is well", async () => {
    const app = await testApp();
    const broken = await testApp({
      mcp: {
        ...NO_SERVERS,
        changed: () => ["files__write"],
      },
    });

    expect(await (await app.fetch("/settings/health")).text()).toContain("All is well");
    expect(await (await broken.fetch("/settings/health")).text()).toContain("files__write");
  });
});
