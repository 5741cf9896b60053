import { Hono } from "hono";

import { type SignInFailure, SignInProblem } from "#runtime/tool/mcp/sign-in/sign-in-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { noticeResponse } from "#server/security/notice.ts";
import { ProblemError } from "#server/security/problem.ts";
import { markBrowser, markOf } from "#server/security/sign-in-cookie.ts";
import type { AppServices } from "#server/services.ts";
import { signedInPage } from "#views/notice-page.ts";
import { signInPage } from "#views/tools/sign-in-page.ts";
import { urls } from "#views/urls.ts";
import { html, pageFrame } from "./page.ts";

/** Signing in to MCP servers and out of them: plain forms, and the one address that people are led back to. */
export function signInPages(services: AppServices): Hono<AppEnv> {
  const { mcp } = services;
  const routes = new Hono<AppEnv>();

  routes.post("/tools/:server/sign-in", async (c) => {
    const server = c.req.param("server");
    const redirectUrl = new URL(urls.signInCallback(), c.req.url).href;
    const address = await asProblem(
      mcp.beginSignIn(server, { redirectUrl, browser: markBrowser(c) }),
    );
    return html(c, signInPage({ ...(await pageFrame(c, services, "pages")), server, address }));
  });

  routes.post("/tools/:server/sign-out", async (c) => {
    const server = c.req.param("server");
    await asProblem(mcp.signOut(server));
    return c.redirect(urls.toolServer(server), 303);
  });

  routes.get(urls.signInCallback(), async (c) => {
    const answer = new URL(c.req.url).searchParams;
    const server = await asProblem(mcp.finishSignIn(answer, markOf(c)));
    return noticeResponse(c, 200, (frame) => signedInPage(frame, server));
  });
  return routes;
}

async function asProblem<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof SignInProblem)) throw cause;
    const [status, fix] = ANSWERS[cause.code];
    const code = `sign_in_${cause.code}`;
    throw new ProblemError(
      { status, code, title: "Not signed in", detail: cause.message, fix },
      { cause },
    );
  }
}

const AGAIN = "Begin again with Sign in on the page of its tools";

const ANSWERS: Readonly<Record<SignInFailure, readonly [status: number, fix: string]>> = {
  not_asked: [404, "Choose a server that needs a sign-in from the list of tools"],
  unknown: [400, AGAIN],
  expired: [400, AGAIN],
  other_browser: [400, AGAIN],
  denied: [403, AGAIN],
  refused: [502, "Try again, or name a client that it knows under oauth in uar.yaml"],
};
