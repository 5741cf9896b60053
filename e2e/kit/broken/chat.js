// A chat that keeps its promises; each page beside it breaks one of them by an option of its own.

/** How a page may differ. `show(answer, delta)` draws a delta; `end(answer)` is called behind the last. */
export function startChat({
  show = append,
  end = () => {},
  follow = followAtEnd,
  stop,
  restore = true,
}) {
  const log = document.querySelector("[role=log]");
  const form = document.querySelector("form");
  const stopButton = document.querySelector("#stop");
  if (restore)
    for (const text of JSON.parse(sessionStorage.getItem("said") ?? "[]")) say(log, text);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(log, form.elements.message.value);
    const reading = new AbortController();
    stopButton.onclick = () => (stop ?? (() => reading.abort()))(reading);
    read(reading.signal).catch((error) => {
      if (!reading.signal.aborted) reportError(error);
    });
  });

  async function read(signal) {
    const answer = say(log, "");
    for await (const delta of deltas(signal)) {
      const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 1;
      show(answer, delta);
      follow(log, isAtEnd);
      keep(log);
    }
    end(answer);
  }
}

/** A message with a paragraph for each part between blank lines. */
function say(log, text) {
  const article = log.appendChild(document.createElement("article"));
  append(article, text);
  return article;
}

export function append(article, delta) {
  for (const [index, part] of delta.split("\n\n").entries()) {
    if (index > 0 || article.lastElementChild === null) article.append(document.createElement("p"));
    const last = article.lastElementChild;
    if (last.firstChild === null) last.append("");
    last.firstChild.appendData(part);
  }
}

function followAtEnd(log, isAtEnd) {
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function keep(log) {
  const said = [...log.children].map((article) =>
    [...article.children].map((part) => part.textContent).join("\n\n"),
  );
  sessionStorage.setItem("said", JSON.stringify(said));
}

/** What the model says, piece by piece. */
async function* deltas(signal) {
  const body = JSON.stringify({ stream: true, messages: [] });
  const response = await fetch("/v1/chat/completions", { method: "POST", body, signal });
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith("data: {")) continue;
      const delta = JSON.parse(line.slice("data: ".length)).choices[0]?.delta.content;
      if (delta) yield delta;
    }
  }
}
