import { afterEach, describe, expect, it } from "vitest";

import { signInsInMemory } from "./sign-in-records.ts";
import { BROWSER, closeAll, echo, follow, signIn, start } from "./sign-in-test-kit.ts";

afterEach(closeAll);

describe("a server that lets in who has signed in", () => {
  it("says that it needs a sign-in, and registers nobody before a person asks for it", async () => {
    const { server, source } = await start();

    expect(source.health()).toMatchObject([{ status: "needs_sign_in", signed_in: false }]);
    expect(server.seen).toEqual([]);
  });

  it("is signed in to with PKCE, a state and its own name, and its tools work then", async () => {
    const { server, source, signIns } = await start();

    const address = await signIns.begin("web", BROWSER);
    await signIns.finish(await follow(address), "mine");
    await source.reconnect("web");

    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      code_challenge_method: "S256",
      client_id: "registered",
      redirect_uri: BROWSER.redirectUrl,
      resource: server.url,
      scope: "read",
      state: "secret-1",
    });
    expect(source.health()).toMatchObject([{ status: "connected", signed_in: true }]);
    expect(await echo(source)).toBe("hello");
  });

  it("stays signed in to over a restart, and its client stays registered", async () => {
    const store = signInsInMemory();
    const { server, signIns, source } = await start({ store });
    await signIn(signIns, source);

    const again = await start({ store, server });

    expect(again.source.health()).toMatchObject([{ status: "connected", signed_in: true }]);
    await again.signIns.begin("web", BROWSER);
    expect(server.seen.filter((step) => step === "register")).toHaveLength(1);
  });

  it("is registered with anew where the way back is another one", async () => {
    const { server, signIns, source } = await start();
    await signIn(signIns, source);

    await signIns.begin("web", { ...BROWSER, redirectUrl: "http://127.0.0.1:4871/cb" });

    expect(server.seen.filter((step) => step === "register")).toHaveLength(2);
  });

  it("is asked with a refreshed token once it takes the old one no more, by one refresh for all", async () => {
    const { server, signIns, source } = await start();
    await signIn(signIns, source);
    server.expire();

    const texts = await Promise.all([echo(source), echo(source), echo(source)]);

    expect(texts).toEqual(["hello", "hello", "hello"]);
    expect(server.seen.filter((step) => step === "token refresh_token")).toHaveLength(1);
  });

  it("needs a sign-in again where the refresh is refused, and the call says so", async () => {
    const { server, signIns, source } = await start();
    await signIn(signIns, source);
    server.expire();
    server.rules.refuse = { status: 400, error: "invalid_grant" };

    await expect(echo(source)).rejects.toMatchObject({ code: "needs_sign_in" });

    expect(source.health()).toMatchObject([{ status: "needs_sign_in", signed_in: false }]);
  });

  it("keeps its sign-in over a passing failure of the authorization server", async () => {
    const { server, signIns, source } = await start();
    await signIn(signIns, source);
    server.expire();
    server.rules.refuse = { status: 503, error: "temporarily_unavailable" };
    await expect(echo(source)).rejects.toMatchObject({ name: "SourceFailure" });

    delete server.rules.refuse;
    await source.reconnect("web");

    expect(await echo(source)).toBe("hello");
  });

  it("is left by a sign-out, which forgets the tokens also in the store", async () => {
    const store = signInsInMemory();
    const { signIns, source } = await start({ store });
    await signIn(signIns, source);

    await signIns.forget("web");
    await source.renew("web");

    expect(source.health()).toMatchObject([{ status: "needs_sign_in", signed_in: false }]);
    expect(await store.read()).toEqual({ servers: {} });
  });

  it("is signed out of for good, also where a refresh was on its way", async () => {
    const store = signInsInMemory();
    const { server, signIns, source } = await start({ store });
    await signIn(signIns, source);
    server.expire();
    server.rules.meanwhile = () => signIns.forget("web");

    await expect(echo(source)).rejects.toMatchObject({ code: "needs_sign_in" });

    expect(server.seen.at(-1)).toBe("token refresh_token");
    expect(await store.read()).toEqual({ servers: {} });
  });

  it("may ask for more rights for one call: the next sign-in asks for them beside the first", async () => {
    const { server, signIns, source } = await start();
    await signIn(signIns, source);
    server.rules.callScope = "write";
    await expect(echo(source)).rejects.toMatchObject({ code: "needs_sign_in" });
    expect(source.health()).toMatchObject([{ status: "connected", wants_scope: "write" }]);

    const address = await signIn(signIns, source);

    expect(address.searchParams.get("scope")).toBe("read write");
    expect(await echo(source)).toBe("hello");
    expect(source.health()[0]).not.toHaveProperty("wants_scope");
  });

  it("is let alone where the configuration has an authorization header", async () => {
    const { source, signIns } = await start({ config: { headers: { Authorization: "Bearer x" } } });

    expect(source.health()).toMatchObject([{ status: "failed" }]);
    await expect(signIns.begin("web", BROWSER)).rejects.toMatchObject({ code: "not_asked" });
  });
});
