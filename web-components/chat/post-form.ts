/**
 * Sends a form in the background. Resolves with the answer, rejects with an Error when the server
 * refused it or could not be reached.
 */
export async function postForm(
  form: HTMLFormElement,
  submitter?: HTMLElement | null,
): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string") body.append(name, value);
  }
  const response = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "hx-request": "true" },
    redirect: "manual",
  });
  if (response.ok || response.type === "opaqueredirect") return response;
  throw new Error(`The server answered "${response.status}" to ${form.action}`);
}
