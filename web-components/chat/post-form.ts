/** The server was reached, and did not take what was sent. */
export class RefusalError extends Error {}

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
  return post(form.action, body);
}

/** Sends fields in the background, as `postForm` does. */
export async function post(address: string, body: URLSearchParams): Promise<Response> {
  const response = await fetch(address, {
    method: "POST",
    body,
    headers: { "hx-request": "true" },
    redirect: "manual",
  });
  if (response.ok || response.type === "opaqueredirect") return response;
  throw new RefusalError(`The server answered "${response.status}" to ${address}`);
}
