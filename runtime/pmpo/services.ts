import type { Agent } from "#runtime/agent/agent.ts";
import type { WireRecorder } from "#runtime/model/cassette/wire-store.ts";
import type { ModelSettings } from "#runtime/model/driver.ts";
import type { ModelRouter } from "#runtime/model/routing/model-router.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import type { PermissionPolicy } from "#runtime/tool/permission.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/** What one run works with. */
export interface LoopServices {
  readonly agent: Agent;
  /** The agent's own, and the defaults for what it leaves open. */
  readonly settings: ModelSettings;
  readonly router: ModelRouter;
  /** Absent, nothing is kept of what crosses the wire. */
  readonly wire?: WireRecorder;
  readonly toolbox: Toolbox;
  readonly policy: PermissionPolicy;
  readonly clock: Clock;
  readonly ids: Ids;
}
