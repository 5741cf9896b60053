import { keepNotifyChoice, wantsNotifications } from "./chat/notify-choice.ts";

/** `<uar-notify>` turns notifications on and off; only a click asks the browser for its permission. */
export class UarNotify extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#clicked);
    this.#show();
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#clicked);
  }

  readonly #clicked = (event: Event): void => {
    if (!(event.target instanceof Element) || event.target.closest("button") === null) return;
    this.#turn().catch(reportError);
  };

  async #turn(): Promise<void> {
    const on = !wantsNotifications();
    if (on && Notification.permission === "default") await Notification.requestPermission();
    keepNotifyChoice(on);
    this.#show();
  }

  #show(): void {
    const button = this.querySelector("button");
    const words = this.querySelector("[role=status]");
    if (button === null || words === null) return;
    const isOn = wantsNotifications();
    button.textContent = isOn ? "Turn off" : "Turn on";
    button.disabled = !("Notification" in window);
    words.textContent = isOn ? "On" : whyOff();
  }
}

function whyOff(): string {
  if (!("Notification" in window)) return "This browser has no notifications";
  return Notification.permission === "denied"
    ? "The browser does not allow them: change that where it shows the address"
    : "Off";
}
