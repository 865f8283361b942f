// The page stays as things are: it asks whether anything is new, and takes over what is, with what is typed and where somebody is.
// Without it everything works, by loading the page anew.
"use strict";
const EVERY = 5000; // milliseconds
const main = () => document.getElementById("main");
const fields = (where) => [...where.querySelectorAll("input[id]:not([type=file]), textarea[id], select[id]")];

// A file that is chosen, or a form that is on its way, cannot be taken over: then nothing is.
const busy = () => [...document.querySelectorAll("input[type=file]")].some((one) => one.files.length) || document.querySelector("form[data-sent]");

function taken(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const next = fresh.getElementById("main");
  if (!next || busy()) return;
  const typed = new Map(fields(main()).map((one) => [one.id, one.value]));
  const open = [...main().querySelectorAll("details[id][open]")].map((one) => one.id);
  const at = document.activeElement && document.activeElement.id;
  const range = at && "selectionStart" in document.activeElement ? [document.activeElement.selectionStart, document.activeElement.selectionEnd] : null;
  main().replaceWith(document.adoptNode(next));
  document.title = fresh.title;
  for (const one of fields(next)) if (typed.has(one.id)) one.value = typed.get(one.id);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const there = at && document.getElementById(at);
  if (there && there !== document.activeElement) {
    there.focus({ preventScroll: true });
    if (range && range[0] !== null && there.setSelectionRange) try { there.setSelectionRange(...range); } catch { /* a field without a caret */ }
  }
}

async function look() {
  if (document.visibilityState !== "visible" || busy()) return;
  const mark = main().dataset.mark;
  try {
    const answer = await fetch(location.href, { headers: { "X-Seen": mark }, credentials: "same-origin", cache: "no-store" });
    if (answer.status === 403) location.reload();
    else if (answer.status === 200 && main().dataset.mark === mark) taken(await answer.text());
  } catch { /* the network is away: it is asked again */ }
}

addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === "post") event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((one) => delete one.dataset.sent));
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
