/**
 * What a bundle's frame may do (S15): run its own inline code in an origin of its own, and reach nothing.
 * The page must show it only in a frame below `/bundle/`: its `frame-src` stops the frame from going elsewhere.
 */
const BUNDLE_POLICY = [
  "sandbox allow-scripts",
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** The one answer that carries HTML of a model or tool as HTML. */
export function bundleResponse(html: string): Response {
  return new Response(html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": BUNDLE_POLICY,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  });
}
