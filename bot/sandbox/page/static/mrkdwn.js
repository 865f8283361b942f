// Slack's text: mrkdwn, plain text with emoji names, and rich text, turned into nodes.

import { h } from "./dom.js";

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", rotating_light: "🚨",
  no_entry: "⛔", no_entry_sign: "🚫", lock: "🔒", unlock: "🔓", key: "🔑", camera: "📷", camera_with_flash: "📸",
  microphone: "🎤", round_pushpin: "📍", pushpin: "📌", paperclip: "📎", page_facing_up: "📄", clipboard: "📋", memo: "📝",
  pencil: "📝", pencil2: "✏️", truck: "🚚", articulated_lorry: "🚛", package: "📦", factory: "🏭", office: "🏢", ship: "🚢",
  house: "🏠", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢", speech_balloon: "💬", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", alarm_clock: "⏰", clock3: "🕒", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️",
  bar_chart: "📊", chart_with_upwards_trend: "📈", mortar_board: "🎓", books: "📚", book: "📖", trophy: "🏆", star: "⭐",
  tada: "🎉", wave: "👋", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", ok_hand: "👌", pray: "🙏", eyes: "👀",
  point_right: "👉", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", leftwards_arrow_with_hook: "↩️",
  arrows_counterclockwise: "🔄", repeat: "🔁", mag: "🔍", bulb: "💡", question: "❓", grey_question: "❔", exclamation: "❗",
  heavy_exclamation_mark: "❗", information_source: "ℹ️", sos: "🆘", telephone_receiver: "📞", iphone: "📱", link: "🔗",
  globe_with_meridians: "🌐", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", shield: "🛡️", police_car: "🚓",
  ambulance: "🚑", fire: "🔥", red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", large_yellow_circle: "🟡",
  large_orange_circle: "🟠", white_circle: "⚪", black_circle: "⚫", large_green_square: "🟩", large_red_square: "🟥",
  large_yellow_square: "🟨", heavy_plus_sign: "➕", heavy_minus_sign: "➖", one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣",
  five: "5️⃣", six: "6️⃣", seven: "7️⃣", eight: "8️⃣", nine: "9️⃣", zero: "0️⃣", mx: "🇲🇽", us: "🇺🇸", es: "🇪🇸",
};

const EMOJI_NAME = /:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g;

// One alternative per thing a run of text can hold, the greedier ones first.
const TOKEN = new RegExp([
  "```(?<pre>[\\s\\S]+?)```",
  "`(?<code>[^`\\n]+)`",
  "<(?<tag>[^<>]+)>",
  "(?<![\\p{L}\\p{N}*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\p{L}\\p{N}*])",
  "(?<![\\p{L}\\p{N}_])_(?<italic>[^\\s_](?:[^\\n]*?[^\\s_])?)_(?![\\p{L}\\p{N}_])",
  "(?<![\\p{L}\\p{N}~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\p{L}\\p{N}~])",
].join("|"), "u");

const emoji = (text) => text.replace(EMOJI_NAME, (whole, name) => EMOJI[name] ?? whole);
const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A text object (or a bare string, which is mrkdwn) as nodes. */
export function text(object, locale) {
  if (object === undefined || object === null) return [];
  if (typeof object === "string") return mrkdwn(object, locale);
  return object.type === "plain_text" ? lines(plain(object)) : mrkdwn(object.text, locale);
}

/** What a text object says, without its looks: for labels and options. */
export function plain(object) {
  if (!object) return "";
  return object.emoji === false ? object.text : emoji(object.text);
}

function lines(string) {
  return string.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

export function mrkdwn(source, locale) {
  const out = [];
  let quoted = [];
  const endQuote = () => {
    if (quoted.length) out.push(h("blockquote", {}, inline(quoted.join("\n"), locale)));
    quoted = [];
  };
  let run = [];
  const endRun = () => {
    if (run.length) out.push(...inline(run.join("\n"), locale));
    run = [];
  };
  for (const line of source.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      endRun();
      quoted.push(quote[1]);
    } else {
      endQuote();
      run.push(line);
    }
  }
  endRun();
  endQuote();
  return out;
}

function inline(source, locale) {
  const out = [];
  let rest = source;
  for (let found = TOKEN.exec(rest); found; found = TOKEN.exec(rest)) {
    if (found.index) out.push(...lines(emoji(unescape(rest.slice(0, found.index)))));
    out.push(piece(found.groups, locale));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) out.push(...lines(emoji(unescape(rest))));
  return out;
}

function piece({ pre, code, tag, bold, italic, strike }, locale) {
  if (pre !== undefined) return h("pre", {}, unescape(pre.replace(/^\n/, "")));
  if (code !== undefined) return h("code", {}, unescape(code));
  if (bold !== undefined) return h("b", {}, inline(bold, locale));
  if (italic !== undefined) return h("i", {}, inline(italic, locale));
  if (strike !== undefined) return h("s", {}, inline(strike, locale));
  return bracketed(tag, locale);
}

function bracketed(tag, locale) {
  const [target, label] = [tag.split("|")[0], tag.split("|").slice(1).join("|")];
  if (target.startsWith("!date^")) return date(target.split("^"), label, locale);
  if (target.startsWith("@")) return h("span", { class: "mention" }, `@${unescape(label || target.slice(1))}`);
  if (target.startsWith("#")) return h("span", { class: "mention" }, `#${unescape(label || target.slice(1))}`);
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${unescape(label || target.slice(1).split("^").at(-1))}`);
  return link(unescape(target), label ? lines(emoji(unescape(label))) : undefined);
}

/** A link that opens elsewhere; anything but the usual schemes is shown as text. */
export function link(address, label) {
  if (!/^(https?:|mailto:|tel:|tg:)/i.test(address)) return h("span", {}, label ?? address);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label ?? address);
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

function date([, seconds, format = "{date_short} {time}"], fallback, locale) {
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return h("span", {}, unescape(fallback));
  const shown = format.replace(/\{(\w+)\}/g, (whole, token) => {
    const options = DATES[token.replace("_pretty", "")];
    return options ? new Intl.DateTimeFormat(locale, options).format(when) : whole;
  });
  return h("time", { datetime: when.toISOString(), title: unescape(fallback) }, shown);
}

/** The elements of a rich_text block. */
export function rich(elements, locale) {
  return elements.map((part) => {
    if (part.type === "rich_text_list") {
      const rows = part.elements.map((row) => h("li", {}, leaves(row.elements, locale)));
      return h(part.style === "ordered" ? "ol" : "ul", {}, rows);
    }
    if (part.type === "rich_text_quote") return h("blockquote", {}, leaves(part.elements, locale));
    if (part.type === "rich_text_preformatted") return h("pre", {}, leaves(part.elements, locale));
    return h("div", {}, leaves(part.elements ?? [], locale));
  });
}

function leaves(elements, locale) {
  return elements.map((leaf) => {
    let node = leafNode(leaf, locale);
    const { bold, italic, strike, code } = leaf.style ?? {};
    if (code) node = h("code", {}, node);
    if (strike) node = h("s", {}, node);
    if (italic) node = h("i", {}, node);
    if (bold) node = h("b", {}, node);
    return node;
  });
}

function leafNode(leaf, locale) {
  switch (leaf.type) {
    case "text": return h("span", {}, lines(leaf.text));
    case "link": return link(leaf.url, leaf.text);
    case "emoji": return EMOJI[leaf.name] ?? `:${leaf.name}:`;
    case "user": return h("span", { class: "mention" }, `@${leaf.user_id}`);
    case "channel": return h("span", { class: "mention" }, `#${leaf.channel_id}`);
    case "date": return date(["", leaf.timestamp, leaf.format], leaf.fallback ?? "", locale);
    default: return "";
  }
}
