// Draws what a Slack person sees: messages, the home view and the open modal, from their Block Kit JSON.
// What a person does is written on the element as data-act (for POST /act); page.js sends it.

import { avatar, h, icon } from "./dom.js";
import { link, mrkdwn, plain, rich, text } from "./mrkdwn.js";

/**
 * One message. `scene` is { seat, word, media }: the seat's state, its words, and the address of a file.
 * `follows` says that the message before is by the same author, shortly before.
 */
export function drawMessage(message, scene, follows) {
  const { seat, word } = scene;
  const mine = message.user === seat.person.id && !message.bot_id;
  const name = mine ? seat.person.name : seat.bot.name;
  const when = new Date(Number(message.ts) * 1000);
  const time = new Intl.DateTimeFormat(seat.lang, { hour: "numeric", minute: "2-digit" }).format(when);
  const place = { ...scene, where: "message", ts: message.ts };
  const edited = message.edited ? h("small", { class: "edited" }, `(${word("edited")})`) : null;
  const blocks = message.blocks?.length
    ? message.blocks.map((block, index) => drawBlock(block, place, index))
    : [h("div", { class: "block text" }, mrkdwn(message.text ?? "", seat.lang), " ", edited)];
  return h("article", {
    class: `msg ${mine ? "mine" : "theirs"} ${message.ephemeral ? "ephemeral" : ""} ${follows ? "follows" : ""}`,
    "data-key": `m${message.ts}${message.ephemeral ? "e" : ""}`, "data-testid": "msg", "data-ts": message.ts,
    "data-author": mine ? "person" : "bot", tabindex: "-1", "aria-label": `${name}, ${time}`,
  },
  follows ? h("span", { class: "gutter" }, time.replace(/\s.*/, "")) : avatar(name),
  h("div", { class: "msg-body" },
    message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), word("onlyYou")) : null,
    follows ? null : h("p", { class: "byline" }, h("b", {}, name), mine ? null : h("span", { class: "badge" }, word("app")),
      h("time", { datetime: when.toISOString() }, time)),
    message.blocks?.length || message.text ? h("div", { class: "blocks" }, blocks, message.blocks?.length ? edited : null) : null,
    drawFiles(message.files ?? [], scene)));
}

function drawFiles(files, { media, word }) {
  if (!files.length) return null;
  return h("div", { class: "files" }, files.map((file) => {
    const name = file.title || file.name || word("file");
    if (/^image\//.test(file.mimetype ?? "")) {
      return h("a", { class: "thumb", href: media(file.id), target: "_blank", "data-key": file.id, "aria-label": `${word("openPhoto")}: ${name}` },
        h("img", { src: media(file.id), alt: file.alt_txt || name, loading: "lazy" }));
    }
    if (/^audio\//.test(file.mimetype ?? "")) return h("audio", { src: media(file.id), controls: true, preload: "metadata", "data-key": file.id });
    if (/^video\//.test(file.mimetype ?? "")) return h("video", { src: media(file.id), controls: true, preload: "metadata", "data-key": file.id });
    return h("a", { class: "file", href: media(file.id), target: "_blank", "data-key": file.id }, icon("file"),
      h("span", {}, h("b", {}, name), h("small", {}, file.pretty_type || file.filetype?.toUpperCase() || "")));
  }));
}

/** The home view, or a sentence when there is none. */
export function drawHome(view, scene) {
  if (!view) return [h("p", { class: "empty" }, scene.word("nothingHome"))];
  return (view.blocks ?? []).map((block, index) => drawBlock(block, { ...scene, where: "home" }, index));
}

/** The inside of the open modal. `errors` are sentences by block_id. */
export function drawModal(view, errors, scene) {
  const { word } = scene;
  const blocks = (view.blocks ?? []).map((block, index) => drawBlock(block, { ...scene, where: "modal", errors }, index));
  const title = plain(view.title);
  return [
    h("header", { class: "modal-top" }, h("h2", { id: `modal-title-${scene.seat.id}` }, title),
      h("button", { type: "button", class: "plain", "data-do": "close-modal", "aria-label": word("close"), "data-testid": `modal-x-${scene.seat.id}` }, icon("close"))),
    h("div", { class: "modal-blocks" }, blocks),
    h("footer", { class: "modal-bottom" },
      h("button", { type: "button", class: "button", "data-do": "close-modal", "data-testid": `close-${scene.seat.id}` }, plain(view.close) || word("cancel")),
      view.submit ? h("button", { type: "submit", class: "button primary", "data-testid": `submit-${scene.seat.id}` }, plain(view.submit)) : null),
  ];
}

function drawBlock(block, scene, index) {
  const key = `b${block.block_id ?? index}`;
  const draw = BLOCKS[block.type] ?? drawUnknown;
  const node = draw(block, scene);
  node.setAttribute("data-key", key);
  return node;
}

const BLOCKS = {
  section: (block, scene) => h("div", { class: "block section" },
    h("div", { class: "section-text" },
      block.text ? h("div", { class: "text" }, text(block.text, scene.seat.lang)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text" }, text(field, scene.seat.lang)))) : null),
    block.accessory ? h("div", { class: "accessory" }, drawElement(block.accessory, block, scene)) : null),
  header: (block, scene) => h("h3", { class: "block header" }, text(block.text, scene.seat.lang)),
  context: (block, scene) => h("div", { class: "block context" }, block.elements.map((element) =>
    element.type === "image" ? h("img", { src: imageAddress(element, scene), alt: element.alt_text ?? "", class: "mini" })
      : h("span", { class: "text" }, text(element, scene.seat.lang)))),
  divider: () => h("hr", { class: "block" }),
  actions: (block, scene) => h("div", { class: "block actions" }, block.elements.map((element) => drawElement(element, block, scene))),
  context_actions: (block, scene) => h("div", { class: "block actions" }, block.elements.map((element) => drawElement(element, block, scene))),
  image: (block, scene) => h("figure", { class: "block image" },
    block.title ? h("figcaption", {}, text(block.title, scene.seat.lang)) : null,
    h("img", { src: imageAddress(block, scene), alt: block.alt_text ?? "", loading: "lazy" })),
  input: drawInput,
  rich_text: (block, scene) => h("div", { class: "block text" }, rich(block.elements ?? [], scene.seat.lang)),
  markdown: (block, scene) => h("div", { class: "block text" }, markdown(block.text ?? "", scene.seat.lang)),
  table: drawTable,
  video: (block) => h("div", { class: "block text" }, link(block.title_url ?? block.video_url, plain(block.title))),
};

function drawUnknown(block) {
  return h("p", { class: "block empty" }, `[${block.type}]`);
}

// Enough of Markdown for a markdown block: the marks that differ from mrkdwn are changed into those.
function markdown(source, locale) {
  return mrkdwn(source.replace(/^#{1,6} +(.*)$/gm, "*$1*").replace(/\*\*(.+?)\*\*/g, "*$1*")
    .replace(/^\s*[-*] +/gm, "• ").replace(/\[([^\]\n]+)\]\(([^)\s]+)\)/g, "<$2|$1>"), locale);
}

function imageAddress(element, { media }) {
  return element.slack_file?.id ? media(element.slack_file.id) : element.slack_file?.url ?? element.image_url;
}

function drawTable(block, { seat }) {
  const cell = (value, tag, column) => h(tag, { style: align(block.column_settings?.[column]) },
    value.type === "rich_text" ? rich(value.elements ?? [], seat.lang) : value.type === "raw_number" ? String(value.value ?? value.text) : value.text ?? "");
  const [head, ...rows] = block.rows ?? [];
  return h("div", { class: "block table", tabindex: "0", role: "group" }, h("table", {},
    h("thead", {}, h("tr", {}, (head ?? []).map((value, column) => cell(value, "th", column)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((value, column) => cell(value, "td", column)))))));
}

const align = (column) => (["left", "center", "right"].includes(column?.align) ? `text-align:${column.align}` : undefined);

function drawInput(block, scene) {
  const { word, errors, seat } = scene;
  const id = `${seat.id}-${block.block_id}`;
  const error = errors?.[block.block_id];
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  return h(grouped ? "fieldset" : "div", { class: `block input ${error ? "wrong" : ""}`, "data-block": block.block_id,
    "data-element": block.element.type, "data-optional": block.optional ? "yes" : undefined, "data-label": plain(block.label) },
  h(grouped ? "legend" : "label", grouped ? {} : { for: id }, plain(block.label),
    block.optional ? h("span", { class: "optional" }, ` ${word("optional")}`) : null),
  drawElement(block.element, block, scene, { id, "aria-describedby": `${id}-hint`, "aria-invalid": error ? "true" : undefined }),
  h("div", { id: `${id}-hint`, class: "under" },
    error ? h("p", { class: "error", role: "alert" }, error) : null,
    block.hint ? h("p", { class: "hint-text" }, text(block.hint, seat.lang)) : null));
}

/** The attribute that makes an element act at once, unless it waits for the modal to be submitted. */
function acting(element, block, { where, ts }, what) {
  if (block.type === "input" && !block.dispatch_action) return {};
  const act = { do: what, action_id: element.action_id, block_id: block.block_id, where };
  if (ts) act.ts = ts;
  return { "data-act": act, "data-confirm": element.confirm };
}

function drawElement(element, block, scene, field = {}) {
  const draw = ELEMENTS[element.type] ?? (() => drawUnknown(element));
  return draw(element, block, scene, field);
}

const ELEMENTS = {
  button: drawButton,
  workflow_button: drawButton,
  image: (element, block, scene) => h("img", { src: imageAddress(element, scene), alt: element.alt_text ?? "", class: "side", loading: "lazy" }),
  static_select: drawSelect,
  external_select: drawSelect,
  users_select: drawSelect,
  conversations_select: drawSelect,
  channels_select: drawSelect,
  multi_static_select: (element, block, scene, field) => drawTicks({ ...element, initial: element.initial_options }, "checkbox", block, scene, field),
  checkboxes: (element, block, scene, field) => drawTicks({ ...element, initial: element.initial_options }, "checkbox", block, scene, field),
  radio_buttons: (element, block, scene, field) =>
    drawTicks({ ...element, initial: element.initial_option ? [element.initial_option] : [] }, "radio", block, scene, field),
  overflow: (element, block, scene) => h("button", { type: "button", class: "button overflow", "data-do": "overflow", "aria-haspopup": "menu",
    "aria-label": scene.word("more"), "data-key": element.action_id, "data-testid": "overflow", "data-options": element.options,
    ...acting(element, block, scene, "click") }, icon("more")),
  datepicker: (element, block, scene, field) => drawPicker(element, "date", element.initial_date, block, scene, field),
  timepicker: (element, block, scene, field) => drawPicker(element, "time", element.initial_time, block, scene, field),
  datetimepicker: (element, block, scene, field) => drawPicker(element, "datetime-local",
    element.initial_date_time ? localStamp(element.initial_date_time) : undefined, block, scene, field),
  plain_text_input: (element, block, scene, field) => element.multiline
    ? h("textarea", { ...typed(element, block, scene), ...field, rows: "3" }, element.initial_value ?? "")
    : h("input", { type: "text", ...typed(element, block, scene), ...field, value: element.initial_value, autocomplete: "off" }),
  email_text_input: (element, block, scene, field) => h("input", { type: "email", ...typed(element, block, scene), ...field, value: element.initial_value }),
  url_text_input: (element, block, scene, field) => h("input", { type: "url", ...typed(element, block, scene), ...field, value: element.initial_value }),
  number_input: (element, block, scene, field) => h("input", { type: "number", ...typed(element, block, scene), ...field, value: element.initial_value,
    min: element.min_value, max: element.max_value, step: element.is_decimal_allowed ? "any" : "1" }),
  file_input: (element, block, scene, field) => h("div", { class: "file-field", "data-key": element.action_id },
    h("input", { type: "file", ...field, "data-key": "input", multiple: (element.max_files ?? 10) > 1, "data-max": element.max_files ?? 10,
      accept: element.filetypes?.map((kind) => `.${kind}`).join(",") })),
};

function drawButton(element, block, scene) {
  const label = text(element.text, scene.seat.lang);
  const attributes = {
    class: `button ${element.style ?? ""}`, "data-testid": "btn", "data-key": `${element.action_id ?? ""}|${element.value ?? ""}|${plain(element.text)}`,
    "aria-label": element.accessibility_label, ...acting({ ...element }, { ...block, type: "actions" }, scene, "click"),
  };
  attributes["data-act"].value = element.value;
  if (element.url) return h("a", { ...attributes, href: element.url, target: "_blank", rel: "noopener noreferrer" }, label);
  return h("button", { type: "button", ...attributes }, label);
}

const typed = (element, block, scene) => ({
  class: "field", "data-key": element.action_id, placeholder: element.placeholder ? plain(element.placeholder) : undefined,
  minlength: element.min_length, maxlength: element.max_length, ...acting(element, block, scene, "type"),
});

function drawSelect(element, block, scene, field) {
  const chosen = element.initial_option?.value ?? element.initial_user ?? element.initial_conversation ?? element.initial_channel;
  const option = ({ text: label, value }) => h("option", { value, selected: value === chosen, "data-key": value }, plain(label));
  const groups = element.option_groups?.map((group) => h("optgroup", { label: plain(group.label), "data-key": plain(group.label) }, group.options.map(option)));
  return h("select", {
    class: "field", "data-testid": "select", "data-key": element.action_id, "aria-label": field.id ? undefined : plain(element.placeholder) || scene.word("choose"),
    ...acting(element, block, scene, "choose"), ...field,
  },
  h("option", { value: "", selected: chosen === undefined, "data-key": "none" }, plain(element.placeholder) || scene.word("choose")),
  groups ?? (element.options ?? []).map(option));
}

function drawTicks(element, type, block, scene, field) {
  const on = new Set((element.initial ?? []).map((option) => option.value));
  const name = `${scene.seat.id}-${scene.where}-${scene.ts ?? ""}-${block.block_id}-${element.action_id}`;
  const options = element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
  return h("div", {
    class: "ticks", role: type === "radio" ? "radiogroup" : "group", "data-key": element.action_id, "data-testid": "ticks",
    "aria-describedby": field["aria-describedby"], ...acting(element, block, scene, "choose"),
  },
  options.map((option) => h("label", { class: "tick", "data-key": option.value },
    h("input", { type, name, value: option.value, checked: on.has(option.value) }),
    h("span", {}, text(option.text, scene.seat.lang), option.description ? h("small", {}, text(option.description, scene.seat.lang)) : null))));
}

function drawPicker(element, type, initial, block, scene, field) {
  return h("input", {
    type, class: "field picker", value: initial, "data-key": element.action_id, "data-testid": type === "date" ? "date" : "time",
    "aria-label": field.id ? undefined : plain(element.placeholder) || undefined, ...acting(element, block, scene, "pick"), ...field,
  });
}

function localStamp(seconds) {
  const when = new Date(seconds * 1000);
  return new Date(seconds * 1000 - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/** What the open modal's fields hold: { values: {block_id: value}, files: {block_id: File[]}, missing: [block_id] }. */
export function modalValues(form) {
  const values = {};
  const files = {};
  const missing = [];
  for (const block of form.querySelectorAll("[data-block]")) {
    const id = block.dataset.block;
    const value = blockValue(block);
    const empty = value === "" || value === null || (Array.isArray(value) && !value.length);
    if (empty && !block.dataset.optional) missing.push(id);
    if (block.dataset.element === "file_input") files[id] = value;
    else values[id] = empty ? null : value;
  }
  return { values, files, missing };
}

function blockValue(block) {
  const type = block.dataset.element;
  if (type === "file_input") return [...block.querySelector("input[type=file]").files];
  const ticked = [...block.querySelectorAll(".ticks input:checked")].map((input) => input.value);
  if (["checkboxes", "multi_static_select"].includes(type)) return ticked;
  if (type === "radio_buttons") return ticked[0] ?? null;
  const field = block.querySelector(".field");
  if (type === "datetimepicker") return field.value ? Math.floor(new Date(field.value).getTime() / 1000) : null;
  return field?.value ?? null;
}
