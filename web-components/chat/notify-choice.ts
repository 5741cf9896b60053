const KEY = "uar-notify";

/** Whether the person wants notifications, and the browser allows them. */
export function wantsNotifications(): boolean {
  try {
    return localStorage.getItem(KEY) === "on" && Notification.permission === "granted";
  } catch {
    return false;
  }
}

/** Keeps the person's choice; without a store it lasts as long as the page. */
export function keepNotifyChoice(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    return;
  }
}
