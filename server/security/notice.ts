import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import type { Context } from "hono";
import type { TemplateResult } from "lit";

import type { NoticeFrame } from "#views/notice-page.ts";
import type { AppEnv } from "./app-env.ts";

/** Whether the asker is a person in a browser rather than a program: it names HTML itself. */
export function wantsPage(accept: string | undefined): boolean {
  return accept !== undefined && /(?:^|,)\s*text\/html\s*(?:;|,|$)/i.test(accept);
}

/** Answers with a page of one message, which needs nothing of the app but its style sheet. */
export async function noticeResponse(
  c: Context<AppEnv>,
  status: number,
  page: (frame: NoticeFrame) => TemplateResult,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  // Some failures come before the middlewares that set these.
  const { nonce = "", assets = NO_ASSETS } = c.var as Partial<AppEnv["Variables"]>;
  const body = await collectResult(render(page({ nonce, assets, theme: "auto" })));
  return new Response(body, {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8", ...headers },
  });
}

const NO_ASSETS = { scripts: [], styles: [], preloads: [] };
