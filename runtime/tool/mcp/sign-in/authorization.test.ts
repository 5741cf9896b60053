import { afterEach, describe, expect, it } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { serveProtected } from "#runtime/tool/mcp/fixture/protected-server.ts";
import { BROWSER, closeAll, echo, follow, open, signIn, start } from "./sign-in-test-kit.ts";
import { SIGN_IN_MS } from "./sign-ins.ts";

afterEach(closeAll);

describe("the answer of an authorization server", () => {
  it("counts once", async () => {
    const { signIns } = await start();
    const answer = await follow(await signIns.begin("web", BROWSER));
    await signIns.finish(answer, "mine");

    await expect(signIns.finish(answer, "mine")).rejects.toMatchObject({ code: "unknown" });
  });

  it.each([["other"], [""], [undefined]])(
    "counts for nothing with the state %j, and leaves the sign-in open",
    async (state) => {
      const { signIns } = await start();
      const answer = await follow(await signIns.begin("web", BROWSER));
      const wrong = new URLSearchParams(answer);
      if (state === undefined) wrong.delete("state");
      else wrong.set("state", state);

      await expect(signIns.finish(wrong, "mine")).rejects.toMatchObject({ code: "unknown" });

      expect(await signIns.finish(answer, "mine")).toBe("web");
    },
  );

  it.each([["theirs"], [undefined]])(
    "counts for nothing in another browser (%j), nor in the right one afterwards",
    async (browser) => {
      const { server, signIns } = await start();
      const answer = await follow(await signIns.begin("web", BROWSER));

      await expect(signIns.finish(answer, browser)).rejects.toMatchObject({
        code: "other_browser",
      });

      await expect(signIns.finish(answer, "mine")).rejects.toMatchObject({ code: "unknown" });
      expect(server.given).toEqual([]);
    },
  );

  it("comes too late after ten minutes", async () => {
    let now = 0;
    const { signIns } = await start({ clock: { ...systemClock, monotonic: () => now } });
    const [late, inTime] = [
      await signIns.begin("web", BROWSER),
      await signIns.begin("web", BROWSER),
    ];
    const answers = [await follow(late), await follow(inTime)] as const;

    now = SIGN_IN_MS - 1;
    expect(await signIns.finish(answers[1], "mine")).toBe("web");
    now = SIGN_IN_MS;
    await expect(signIns.finish(answers[0], "mine")).rejects.toMatchObject({ code: "expired" });
  });

  it("may be a no", async () => {
    const { server, signIns } = await start();
    server.rules.deny = true;
    const answer = await follow(await signIns.begin("web", BROWSER));

    await expect(signIns.finish(answer, "mine")).rejects.toMatchObject({
      code: "denied",
      message: 'The sign-in to "web" was denied: access_denied',
    });
  });

  it("is worth nothing where the code is refused", async () => {
    const { server, signIns, source } = await start();
    server.rules.refuse = { status: 400, error: "invalid_request" };
    const answer = await follow(await signIns.begin("web", BROWSER));

    await expect(signIns.finish(answer, "mine")).rejects.toMatchObject({ code: "refused" });
    expect(source.health()).toMatchObject([{ signed_in: false }]);
  });

  it("is one of at most 32 that are awaited: more push out the oldest", async () => {
    const { signIns } = await start();
    const first = await follow(await signIns.begin("web", BROWSER));
    for (let count = 0; count < 32; count += 1) await signIns.begin("web", BROWSER);

    await expect(signIns.finish(first, "mine")).rejects.toMatchObject({ code: "unknown" });
  });
});

describe("an authorization server", () => {
  it.each([["http://login.example/authorize"], ["http://127.0.0.1.example/authorize"]])(
    "that has people sign in at %s is refused: passwords go over https",
    async (authorize) => {
      const { server, signIns } = await start();
      server.rules.authorize = authorize;

      await expect(signIns.begin("web", BROWSER)).rejects.toMatchObject({ code: "refused" });
    },
  );

  it("that registers nobody works with the client of the configuration", async () => {
    const config = { oauth: { client_id: "known", client_secret: "${SECRET}", scope: "all" } };
    const { server, signIns, source } = await start({ config });
    server.rules.noRegistration = true;

    const address = await signIn(signIns, source);

    expect(address.searchParams.get("client_id")).toBe("known");
    expect(address.searchParams.get("scope")).toBe("all");
    expect(source.health()).toMatchObject([{ status: "connected" }]);
  });

  it("that takes the place of the first one is not shown the client of the configuration", async () => {
    const config = { oauth: { client_id: "known", client_secret: "${SECRET}" } };
    const { server, signIns, source } = await start({ config });
    await signIn(signIns, source);
    const other = await serveProtected();
    open.push(other);
    server.rules.issuer = new URL(other.url).origin;

    await expect(signIns.begin("web", BROWSER)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining('The client "known" is known to') as string,
    });
    expect(other.seen).toEqual([]);
  });
});

it("no token or secret is in the health of a server or in what a failure says", async () => {
  const config = { oauth: { client_id: "known", client_secret: "${SECRET}" } };
  const heard: string[] = [];
  const { server, signIns, source } = await start({ config, heard });
  await signIn(signIns, source);
  const said: string[] = [];
  // The authorization server repeats all that it is sent, on both ways.
  server.rules.refuse = { status: 400, error: "invalid_request" };
  server.expire();
  await echo(source).catch((error: unknown) => said.push(String(error)));
  const answer = await follow(await signIns.begin("web", BROWSER));
  await signIns.finish(answer, "mine").catch((error: unknown) => said.push(String(error)));

  expect(said).toHaveLength(2);
  expect(server.given).toHaveLength(2);
  const shown = JSON.stringify([said, source.health()]);
  const code = answer.get("code") ?? "none";
  expect(shown).toContain("code=***");
  for (const secret of [...server.given, "s3cr3t-client", code]) {
    expect(shown).not.toContain(secret);
  }
  expect(heard).toEqual(expect.arrayContaining(server.given));
});
