// Draws what a Telegram person sees: bubbles with their buttons, and the reply keyboard, from Bot API JSON.
// What a person does is written on the element as data-act (for POST /act); page.js sends it.

import { h, icon } from "./dom.js";
import { link } from "./mrkdwn.js";

/** One bubble. `scene` is { seat, word, media }; `inAlbum` is the rest of the album this message begins. */
export function drawBubble(message, scene, inAlbum = []) {
  const { seat, word } = scene;
  const mine = !message.from?.is_bot;
  const when = new Date(message.date * 1000);
  const time = new Intl.DateTimeFormat(seat.lang, { hour: "numeric", minute: "2-digit" }).format(when);
  const shown = [message, ...inAlbum];
  const captioned = shown.find((one) => one.caption);
  const body = message.text !== undefined ? formatted(message.text, message.entities ?? []) : captioned ? formatted(captioned.caption, captioned.caption_entities ?? []) : [];
  const pictures = shown.filter((one) => one.photo);
  const wide = pictures.length > 0 || message.location || message.voice || message.document;
  return h("article", {
    class: `msg bubble-row ${mine ? "mine" : "theirs"}`, "data-key": `m${message.message_id}`, "data-testid": "msg",
    "data-message": message.message_id, "data-author": mine ? "person" : "bot", tabindex: "-1",
    "aria-label": `${mine ? seat.person.name : seat.bot.name}, ${time}`,
  },
  h("div", { class: `bubble ${wide ? "wide" : ""}` },
    message.reply_to_message ? h("blockquote", { class: "reply" }, summary(message.reply_to_message, word)) : null,
    pictures.length ? h("div", { class: `photos n${Math.min(pictures.length, 4)}` }, pictures.map((one) => photo(one, scene))) : null,
    message.sticker ? h("span", { class: "sticker" }, message.sticker.emoji ?? "🙂") : null,
    message.voice || message.audio ? sound(message.voice ?? message.audio, scene) : null,
    message.video || message.video_note || message.animation ? film(message.video ?? message.video_note ?? message.animation, scene) : null,
    shown.filter((one) => one.document && !one.animation).map((one) => file(one.document, scene)),
    message.location ? map(message, scene) : null,
    message.contact ? h("p", { class: "contact" }, `👤 ${message.contact.first_name} ${message.contact.phone_number}`) : null,
    body.length ? h("div", { class: "text" }, body) : null,
    h("span", { class: "stamp" }, message.edit_date ? `${word("edited")} ` : "", h("time", { datetime: when.toISOString() }, time))),
  message.reply_markup?.inline_keyboard ? inlineKeyboard(message, seat) : null);
}

function summary(message, word) {
  return (message.text ?? message.caption ?? word(message.photo ? "photo" : message.voice ? "recording" : "file")).slice(0, 80);
}

function photo(message, { media, word }) {
  const largest = message.photo.at(-1);
  return h("a", { href: media(largest.file_id), target: "_blank", "data-key": largest.file_id, "aria-label": word("openPhoto") },
    h("img", { src: media(largest.file_id), alt: word("picture"), width: largest.width, height: largest.height }));
}

function sound(voice, { media, word }) {
  return h("div", { class: "sound", "data-key": voice.file_id }, h("span", { class: "file-icon" }, icon("voice")),
    h("audio", { src: media(voice.file_id), controls: true, preload: "metadata", "aria-label": word("recording") }));
}

function film(video, { media }) {
  return h("video", { src: media(video.file_id), controls: true, preload: "metadata", "data-key": video.file_id });
}

function file(document, { media, word }) {
  return h("a", { class: "file", href: media(document.file_id), target: "_blank", "data-key": document.file_id },
    h("span", { class: "file-icon" }, icon("file")),
    h("span", {}, h("b", {}, document.file_name ?? word("file")), h("small", {}, size(document.file_size))));
}

function size(bytes = 0) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

function map(message, { word }) {
  const { latitude, longitude } = message.location;
  return h("div", { class: "map" }, h("div", { class: "map-ground" }, icon("place")),
    h("p", {}, h("b", {}, message.venue?.title ?? word("place")), h("small", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)));
}

const STYLES = new Set(["success", "danger", "primary"]);

function inlineKeyboard(message, seat) {
  return h("div", { class: "inline-keyboard" }, message.reply_markup.inline_keyboard.map((row, at) =>
    h("div", { class: "key-row", "data-key": `row${at}-${row.map((button) => button.callback_data ?? button.text).join("|")}` },
      row.map((button) => inlineButton(button, message, seat)))));
}

function inlineButton(button, message, seat) {
  const look = STYLES.has(button.style) ? button.style : "";
  const shared = { class: `key ${look}`, "data-testid": "btn", "data-key": button.callback_data ?? button.text };
  const address = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (address) return h("a", { ...shared, href: address, target: "_blank", rel: "noopener noreferrer" }, button.text, h("span", { class: "corner" }, "↗"));
  if (button.copy_text) return h("button", { ...shared, type: "button", "data-do": "copy", "data-copy": button.copy_text.text }, button.text, h("span", { class: "corner" }, "⧉"));
  const act = { do: "press", button: button.callback_data ?? button.text, message_id: message.message_id };
  return h("button", { ...shared, type: "button", "data-act": act }, button.text);
}

/** The rows of the reply keyboard, or nothing. */
export function drawKeyboard(keyboard) {
  return (keyboard?.keyboard ?? []).map((row, at) => h("div", { class: "key-row", "data-key": `row${at}` }, row.map((key) => {
    const button = typeof key === "string" ? { text: key } : key;
    const look = STYLES.has(button.style) ? button.style : "";
    const act = button.request_location ? { do: "location" } : button.request_contact ? { do: "contact" } : { do: "press", button: button.text };
    return h("button", { type: "button", class: `key ${look}`, "data-testid": "btn", "data-key": button.text, "data-act": act }, button.text);
  })));
}

// Entities are counted in UTF-16 code units, which is how JavaScript counts too.
function formatted(source, entities) {
  const sorted = entities.filter((entity) => entity.length > 0).sort((one, other) => one.offset - other.offset || other.length - one.length);
  return span(source, sorted, 0, source.length);
}

function span(source, entities, from, to) {
  const out = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to) continue;
    if (entity.offset > at) out.push(...lines(source.slice(at, entity.offset)));
    const inside = entities.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset + other.length <= end);
    out.push(dress(entity, span(source, inside, entity.offset, end), source.slice(entity.offset, end)));
    at = end;
  }
  if (at < to) out.push(...lines(source.slice(at, to)));
  return out;
}

function lines(string) {
  return string.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])).filter((part) => part !== "");
}

function dress(entity, inside, words) {
  switch (entity.type) {
    case "bold": return h("b", {}, inside);
    case "italic": return h("i", {}, inside);
    case "underline": return h("u", {}, inside);
    case "strikethrough": return h("s", {}, inside);
    case "code": return h("code", {}, inside);
    case "pre": return h("pre", {}, inside);
    case "blockquote": return h("blockquote", {}, inside);
    case "expandable_blockquote": return h("blockquote", {}, inside);
    case "spoiler": return h("span", { class: "spoiler", role: "button", tabindex: "0", "data-do": "spoiler" }, inside);
    case "text_link": return link(entity.url, inside);
    case "url": return link(/^\w+:/.test(words) ? words : `https://${words}`, inside);
    case "email": return link(`mailto:${words}`, inside);
    case "phone_number": return link(`tel:${words}`, inside);
    case "bot_command": return h("button", { type: "button", class: "command-link", "data-act": { do: "say", text: words } }, inside);
    case "mention":
    case "hashtag":
    case "text_mention": return h("span", { class: "mention" }, inside);
    default: return h("span", {}, inside);
  }
}
