import { render } from "@lit-labs/ssr";
import { collectResult } from "@lit-labs/ssr/lib/render-result.js";
import type { Context } from "hono";
import type { TemplateResult } from "lit";

import { isTerminal } from "#runtime/state/run-queries.ts";
import type { SessionSummary } from "#runtime/state/session-summary.ts";
import type { PageKind } from "#server/assets.ts";
import { formulaRenderer, PAGE_LETTERS } from "#server/formula-renderer.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import type { SessionEntry, SessionStatus } from "#views/app-shell.ts";
import type { PageFrame } from "#views/playground-page.ts";
import { themeOf } from "./theme-pages.ts";

/** Sessions that the sidebar lists; older ones are in the runs list. */
const MAX_LISTED_SESSIONS = 50;

/** Answers with a view as HTML. */
export async function html(
  c: Context<AppEnv>,
  view: TemplateResult,
  status: 200 | 404 | 422 = 200,
): Promise<Response> {
  // A fragment is put into the page by its script, which draws what comes with it.
  const formulas = formulaRenderer(wantsFragment(c) ? 0 : PAGE_LETTERS);
  const page = render(view, { elementRenderers: [formulas] });
  return c.html(await collectResult(page), status, { Vary: "HX-Request" });
}

/** What every page is framed with: its nonce, its files, and the playground around it. */
export async function pageFrame(
  c: Context<AppEnv>,
  { assets, control, version }: AppServices,
  kind: PageKind,
): Promise<PageFrame> {
  const sessions = await control.threads.sessions();
  const { pathname, search } = new URL(c.req.url);
  const files = assets(kind);
  const { palette } = files;
  return {
    nonce: c.get("nonce"),
    assets: files,
    shell: {
      version,
      ...(palette !== undefined && { palette }),
      theme: themeOf(c),
      path: `${pathname}${search}`,
      now: control.clock.now(),
      sessions: listed(sessions).slice(0, MAX_LISTED_SESSIONS).map(sessionEntry),
      approvals: sessions.reduce((count, { pending }) => count + pending.length, 0),
      runs: sessions.reduce((count, { runs }) => count + runs.length, 0),
    },
  };
}

/** Whether htmx asks for a fragment of the page that this address is. */
export function wantsFragment(c: Context<AppEnv>): boolean {
  return c.req.header("hx-request") !== undefined;
}

function listed(sessions: readonly SessionSummary[]): readonly SessionSummary[] {
  const shown = sessions.filter(({ archived }) => !archived);
  return [...shown.filter(({ pinned }) => pinned), ...shown.filter(({ pinned }) => !pinned)];
}

function sessionEntry(session: SessionSummary): SessionEntry {
  const { session_id, title, updated_at, pinned } = session;
  return { session_id, title, updated_at, pinned, status: sessionStatus(session) };
}

function sessionStatus({ status }: Pick<SessionSummary, "status">): SessionStatus {
  if (status === undefined) return "idle";
  if (status === "waiting_permission") return "waiting";
  if (!isTerminal(status)) return "running";
  return status === "completed" || status === "cancelled" ? "done" : "failed";
}
