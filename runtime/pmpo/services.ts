import type { Agent } from "#runtime/agent/agent.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import type { PermissionPolicy } from "#runtime/tool/permission.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/** What one run works with. */
export interface LoopServices {
  readonly agent: Agent;
  readonly driver: ModelDriver;
  readonly toolbox: Toolbox;
  readonly policy: PermissionPolicy;
  readonly clock: Clock;
  readonly ids: Ids;
}
