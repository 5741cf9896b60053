/** A page that parses the whole answer anew with each piece of it, as many chats do. */
export const NAIVE_PAGE = `<!doctype html><meta charset="utf-8"><title>Naive</title>
<main><div class="prose"></div></main>
<script type="module">
  import { marked } from "/marked.js";
  const prose = document.querySelector(".prose");
  const range = document.createRange();
  let text = "";
  const source = new EventSource("/naive/stream");
  source.onmessage = ({ data }) => {
    text += JSON.parse(data);
    prose.replaceChildren(range.createContextualFragment(marked.parse(text)));
    requestAnimationFrame(() => scrollTo(0, document.body.scrollHeight));
  };
  source.addEventListener("end", () => {
    source.close();
    document.body.dataset.ended = "";
  });
</script>`;
