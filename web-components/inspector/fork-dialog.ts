import { fetchFragment } from "#web-components/fragment.ts";

/** Shows what the address of a fork's form gives as a dialog over the page. */
export async function showForkDialog(address: string): Promise<void> {
  if (document.querySelector("#fork") !== null) return;
  await fetchFragment(address, { target: document.body, swap: "beforeend" });
  const dialog = document.querySelector<HTMLDialogElement>("dialog#fork");
  if (dialog === null) throw new Error(`The server sent no form to fork with at "${address}"`);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
}
