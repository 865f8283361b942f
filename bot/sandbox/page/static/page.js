// The demo page: the people side by side, each in the chat they know. Shows what the stand-ins of the platforms hold
// (GET /changes) and sends what people do (POST /act, POST /file). Knows no bot.
//
// data-testid, stable for end-to-end tests (<id> is the id of the seat):
//   seat-<id>          the whole seat; data-channel is slack or telegram
//   msg                a message; data-author is bot or person; data-ts (Slack) or data-message (Telegram) is its id
//   btn                a button the bot shows: in a message, the home view, a modal, the reply keyboard; has its visible text
//   select, date, time, ticks, overflow    the other Block Kit elements that act; overflow-option is an entry of the menu
//   composer-<id>, send-<id>, attach-<id>  the entry, its button, the button that opens the attachments
//   attach-photos-<id>, attach-file-<id>, attach-voice-<id>, attach-sample-photo-<id>, attach-sample-album-<id>,
//   attach-sample-voice-<id>, attach-location-<id>, shortcut-<callback_id>-<id>    what is in that menu (and in shortcuts-<id>)
//   file-photos-<id>, file-file-<id>, file-voice-<id>    the hidden file inputs behind it
//   staged-<id>        the files waiting to be sent
//   menu-<id>, command-<name>-<id>         the list of commands (Telegram: the button; Slack: while typing "/")
//   start-<id>         the button that begins an empty chat (Telegram)
//   shortcuts-<id>     the button with the shortcuts (Slack)
//   tab-home-<id>, tab-messages-<id>, home-<id>    the tabs of a Slack window and its home view
//   modal-<id>, submit-<id>, close-<id>, modal-x-<id>    the open modal
//   toast-<id>, alert-ok-<id>, confirm-yes-<id>, confirm-no-<id>    notices and questions over a window
//   log-<id>, latest-<id>, hint-<id>, keyboard-<id>      the conversation, the way down, the first hint, the reply keyboard
//   tab-<id>           the tab of a seat at the bottom of a narrow screen
//   language-en, language-es               the language of the page itself

import { avatar, h } from "./dom.js";
import { SeatWindow } from "./window.js";
import { wordsOf } from "./words.js";

const seats = new Map();
const main = document.getElementById("seats");
const tabs = document.getElementById("tabs");
const lost = document.querySelector(".lost");
let shown = null;
let lostTimer = null;

function useLanguage(language) {
  const word = wordsOf(language);
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-word-label]")) node.setAttribute("aria-label", word(node.dataset.wordLabel));
  for (const node of document.querySelectorAll("[data-language]")) node.setAttribute("aria-pressed", String(node.dataset.language === language));
}

function keptLanguage() {
  try {
    return localStorage.getItem("language") ?? (navigator.language.startsWith("es") ? "es" : "en");
  } catch {
    return "en"; // storage is switched off
  }
}

function keepLanguage(language) {
  useLanguage(language);
  try {
    localStorage.setItem("language", language);
  } catch {
    // storage is switched off: the choice lasts as long as the page
  }
}

function show(id) {
  shown = id;
  for (const [other, seat] of seats) {
    seat.root.classList.toggle("shown", other === id);
    const tab = tabs.querySelector(`[data-seat="${CSS.escape(other)}"]`);
    tab.setAttribute("aria-current", other === id ? "page" : "false");
    if (other === id) mark(other, false);
  }
  seats.get(id).appeared();
}

function mark(id, unread) {
  const tab = tabs.querySelector(`[data-seat="${CSS.escape(id)}"]`);
  tab.classList.toggle("unread", unread);
  tab.querySelector(".sr").textContent = unread ? wordsOf(document.documentElement.lang)("unread") : "";
}

function addSeat(state) {
  const seat = new SeatWindow(state, { openTelegram, unread: () => shown !== state.id && mark(state.id, true) });
  const short = state.title.split(",")[0];
  const tab = h("button", { type: "button", "data-seat": state.id, "data-testid": `tab-${state.id}` },
    h("span", { class: "tab-face" }, avatar(short), h("i", { class: "dot" })), h("span", {}, short), h("span", { class: "sr" }));
  tab.addEventListener("click", () => show(state.id));
  seats.set(state.id, seat);
  main.append(seat.root);
  tabs.append(tab);
  main.style.setProperty("--seats", seats.size);
  if (!shown) show(state.id);
}

/** A window that is not there from the beginning: a button in the head opens it. */
function offer(state) {
  const button = document.getElementById("aside");
  button.hidden = false;
  button.onclick = () => {
    button.hidden = true;
    addSeat(state);
    seats.get(state.id).update(state);
    show(state.id);
  };
}

/** A link to the Telegram bot is followed inside the page: by the person it was shown to, or else by the first driver. */
function openTelegram(from, payload) {
  const inTelegram = [...seats.values()].filter((seat) => seat.state.channel === "telegram");
  const seat = inTelegram.find((one) => one === from) ?? inTelegram[0];
  if (!seat) return false;
  show(seat.state.id);
  seat.act({ do: "say", text: payload ? `/start ${payload}` : "/start" });
  return true;
}

function listen() {
  const source = new EventSource("changes");
  source.addEventListener("seat", (event) => {
    const state = JSON.parse(event.data);
    if (state.aside && !seats.has(state.id)) return offer(state);
    if (!seats.has(state.id)) addSeat(state);
    seats.get(state.id).update(state);
  });
  source.addEventListener("open", () => {
    clearTimeout(lostTimer);
    lostTimer = null;
    lost.hidden = true;
  });
  source.addEventListener("error", () => {
    lostTimer ??= setTimeout(() => { lost.hidden = false; }, 1500);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => keepLanguage(button.dataset.language));
useLanguage(keptLanguage());
listen();
