import type { SettingsSection } from "#views/urls.ts";

/** The sections of the settings in their order, with their names. */
export const SECTIONS: readonly (readonly [SettingsSection, string])[] = [
  ["keys", "Keys"],
  ["models", "Models"],
  ["limits", "Limits"],
  ["permissions", "Permissions"],
  ["retention", "Retention"],
  ["webhooks", "Webhooks"],
  ["theme", "Theme"],
  ["shortcuts", "Shortcuts"],
  ["notifications", "Notifications"],
  ["health", "Health"],
];
