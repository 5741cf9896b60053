import { InspectorDriver } from "./inspector-driver.ts";

/**
 * `<uar-inspector run thread epoch last log name>` takes over the server's page of a run. If it cannot,
 * the page goes on with links and forms alone.
 */
export class UarInspector extends HTMLElement {
  #driver: InspectorDriver | undefined;

  connectedCallback(): void {
    const driver = new InspectorDriver(this, {
      run_id: this.getAttribute("run") ?? "",
      thread_id: this.getAttribute("thread") ?? "",
      title: this.getAttribute("name") ?? "",
      epoch: Number(this.getAttribute("epoch")),
      last: Number(this.getAttribute("last")),
      log: this.getAttribute("log") ?? "",
    });
    this.#driver = driver;
    driver.open().catch((error: unknown) => {
      if (!driver.isClosed) reportError(error);
    });
  }

  disconnectedCallback(): void {
    this.#driver?.close();
    this.#driver = undefined;
  }
}
