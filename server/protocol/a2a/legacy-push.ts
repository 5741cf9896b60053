import { z } from "zod";

import { parseParams } from "./request.ts";
import type { ShownConfig } from "./push-config.ts";

const LegacyConfig = z.object({
  id: z.string().nullish(),
  url: z.string(),
  token: z.string().nullish(),
  authentication: z
    .object({ schemes: z.array(z.string()).min(1), credentials: z.string().nullish() })
    .nullish(),
});

const Setting = z.object({ taskId: z.string(), pushNotificationConfig: LegacyConfig });
/** A get without an id means the first. */
const Naming = z.object({ id: z.string(), pushNotificationConfigId: z.string().optional() });

/** Parameters of a 0.3 method on configurations as 1.0 has them. Throws A2aError. */
export function pushParamsFromLegacy(method: string, params: unknown): unknown {
  if (method.endsWith("/set")) {
    const { taskId, pushNotificationConfig } = parseParams(Setting, params);
    return { taskId, ...pushConfigFromLegacy(pushNotificationConfig) };
  }
  const { id: taskId, pushNotificationConfigId } = parseParams(Naming, params);
  return { taskId, id: pushNotificationConfigId ?? taskId };
}

/** A configuration of 0.3 as 1.0 has it; of several schemes the first counts. Throws A2aError. */
export function pushConfigFromLegacy(config: unknown): object {
  const { authentication, ...plain } = parseParams(LegacyConfig, config);
  if (authentication == null) return plain;
  const { schemes, credentials } = authentication;
  return { ...plain, authentication: { scheme: schemes[0], credentials } };
}

/** A configuration in the shape of 0.3. */
export function legacyPushConfig({ taskId, authentication, ...config }: ShownConfig): object {
  const schemes = authentication && { authentication: { schemes: [authentication.scheme] } };
  return { taskId, pushNotificationConfig: { ...config, ...schemes } };
}
