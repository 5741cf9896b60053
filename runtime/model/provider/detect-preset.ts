import { PRESET_NAMES, presetOf, type PresetName } from "./presets.ts";

/** Whose server a base URL is by its host; undefined where the host says nothing. */
export function detectPreset(baseUrl: string): PresetName | undefined {
  const url = URL.parse(baseUrl);
  if (url === null) return undefined;
  return PRESET_NAMES.find((name) => {
    const { hosts } = presetOf(name);
    return hosts !== undefined && (hosts.test(url.hostname) || hosts.test(url.host));
  });
}
