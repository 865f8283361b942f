// One person's window: the conversation, what can be typed, pressed and attached, and what lies over it for a moment.

import { ask, avatar, closeMenu, h, icon, morph, openMenu } from "./dom.js";
import { SAMPLE_PLACE, samplePhoto, sampleVoice } from "./samples.js";
import { drawHome, drawMessage, drawModal, modalValues } from "./slack.js";
import { drawBubble, drawKeyboard } from "./telegram.js";
import { wordsOf } from "./words.js";

const LIMIT_MB = 32; // the page's server refuses more
const NEAR_BOTTOM = 80; // pixels: closer than this, the conversation follows what is new
const TOGETHER = 300; // seconds: a second message by the same author within this time needs no name

export class SeatWindow {
  constructor(state, page) {
    this.state = state;
    this.page = page;
    this.word = wordsOf(state.lang);
    this.drawn = new Map(); // message key -> { source, node }: unchanged messages are not drawn again
    this.staged = [];
    this.following = true;
    this.scrolledTo = 0;
    this.requests = new Set(); // controls whose request is under way
    this.waiting = new Map(); // button press the bot has not answered -> the button that turns
    this.tab = "messages";
    this.toastsSeen = null;
    this.build();
    this.wire();
  }

  media = (file) => `media/${encodeURIComponent(this.state.id)}/${encodeURIComponent(file)}`;

  get scene() {
    return { seat: this.state, word: this.word, media: this.media };
  }

  get slack() {
    return this.state.channel === "slack";
  }

  // ---- what stays for good

  build() {
    const { id, lang, title, channel, hint } = this.state;
    const word = this.word;
    const name = this.state.bot.name;
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0",
      "aria-label": word("conversation", { name }), "data-testid": `log-${id}` }, this.list = h("div", { class: "list" }));
    this.latest = h("button", { type: "button", class: "latest", hidden: true, "aria-label": word("latest"), title: word("latest"), "data-testid": `latest-${id}` }, icon("down"));
    this.keyboard = h("div", { class: "keyboard", hidden: true, "data-testid": `keyboard-${id}` });
    this.chips = h("div", { class: "staged", hidden: true, "data-testid": `staged-${id}` });
    this.suggestions = h("div", { class: "suggestions", hidden: true, role: "group", "aria-label": word("commands") });
    this.hint = hint ? h("p", { class: "hint", "data-testid": `hint-${id}` }, h("span", {}, hint),
      h("button", { type: "button", class: "plain", "aria-label": word("dismiss"), "data-do": "dismiss" }, icon("close"))) : null;
    this.status = h("small", { class: "status" }, word("bot"));
    this.layer = h("div", { class: "layer" }, this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" }));
    this.composer = this.buildComposer();
    const [person, role] = title.split(", ");
    const head = h("header", { class: "chat-head" }, avatar(name), h("div", {}, h("b", {}, name), this.status));
    const talk = h("div", { class: "talk", id: `talk-${id}`, role: this.slack ? "tabpanel" : undefined, "aria-label": this.slack ? word("messages") : undefined },
      this.log, this.latest, h("div", { class: "low" }, this.suggestions, this.chips, this.composer, this.keyboard));
    this.talk = talk;
    this.body = h("div", { class: "body" }, this.slack ? this.buildRail() : null, h("div", { class: "pane" }, head, this.hint, talk, this.slack ? this.buildHome() : null));
    this.root = h("section", { class: "seat", "data-testid": `seat-${id}`, "data-channel": channel, "aria-label": `${title}, ${word(channel === "slack" ? "inSlack" : "inTelegram")}` },
      h("header", { class: "caption" }, avatar(person), h("h2", { lang }, person, role ? h("small", {}, h("span", { class: "sr" }, ", "), role) : null),
        h("span", { class: "pill" }, word(channel === "slack" ? "inSlack" : "inTelegram")),
        h("span", { class: "pill", lang }, word(lang === "es" ? "spanish" : "english"))),
      h("div", { class: `window ${channel}`, lang }, this.body, this.layer));
  }

  buildRail() {
    const { id } = this.state;
    const tab = (key, symbol, panel) => h("button", { type: "button", role: "tab", "data-do": `tab-${key}`, "data-testid": `tab-${key}-${id}`,
      "aria-controls": `${panel}-${id}`, "aria-selected": String(key === this.tab) }, icon(symbol), h("span", {}, this.word(key)), h("i", { class: "dot", hidden: true }));
    this.tabs = { home: tab("home", "home", "home"), messages: tab("messages", "messages", "talk") };
    return h("div", { class: "rail", role: "tablist", "aria-label": this.state.bot.name }, this.tabs.home, this.tabs.messages);
  }

  buildHome() {
    const { id } = this.state;
    this.home = h("div", { class: "home", id: `home-${id}`, role: "tabpanel", tabindex: "0", hidden: true, "aria-label": this.word("home"), "data-testid": `home-${id}` },
      this.homeBlocks = h("div", { class: "blocks" }));
    return this.home;
  }

  buildComposer() {
    const { id } = this.state;
    const word = this.word;
    const round = (name, symbol, label, more = {}) => h("button", { type: "button", class: "round", "data-do": name, "aria-label": label, title: label, ...more }, icon(symbol));
    const menu = { "aria-haspopup": "menu", "aria-expanded": "false" };
    this.entry = h("textarea", { rows: "1", "data-testid": `composer-${id}`, "aria-label": word("message", { name: this.state.bot.name }),
      placeholder: this.slack ? word("message", { name: this.state.bot.name }) : word("messageShort"), enterkeyhint: "send", autocomplete: "off" });
    this.files = Object.fromEntries([["photos", "image/*"], ["file", ""], ["voice", "audio/*"]].map(([kind, accept]) =>
      [kind, h("input", { type: "file", class: "sr", tabindex: "-1", "aria-hidden": "true", accept, multiple: kind !== "voice", "data-testid": `file-${kind}-${id}`, "data-kind": kind })]));
    return h("form", { class: "composer" },
      this.slack ? null : round("commands", "slash", word("commands"), { ...menu, "data-testid": `menu-${id}`, hidden: true }),
      round("attach", this.slack ? "plus" : "attach", word("attach"), { ...menu, "data-testid": `attach-${id}` }),
      this.slack ? round("shortcuts", "bolt", word("shortcuts"), { ...menu, "data-testid": `shortcuts-${id}`, hidden: true }) : null,
      this.entry, Object.values(this.files),
      h("button", { type: "submit", class: "round send", "aria-label": word("send"), title: word("send"), "data-testid": `send-${id}` }, icon("send")));
  }

  // ---- what people do

  wire() {
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("change", (event) => this.changed(event));
    this.root.addEventListener("submit", (event) => this.submitted(event));
    this.root.addEventListener("keydown", (event) => this.keyed(event));
    this.entry.addEventListener("input", () => this.typed());
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.latest.addEventListener("click", () => this.toBottom());
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.list);
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.log);
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.stage([...event.dataTransfer.files]);
    });
    this.entry.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.stage([...event.clipboardData.files]);
    });
  }

  clicked(event) {
    const anchor = event.target.closest("a[href]");
    if (anchor && this.followed(anchor)) event.preventDefault();
    const control = event.target.closest("[data-do], [data-act]");
    if (!control || !this.root.contains(control)) return;
    if (control.dataset.do) this.chrome(control);
    else if (control.matches("button, a")) this.run(control);
  }

  /** Links to the bot itself stay inside the page. */
  followed(anchor) {
    const found = /^https:\/\/(?:t|telegram)\.me\/\w+bot(?:\?start=([\w-]+))?$/i.exec(anchor.href);
    return Boolean(found) && this.page.openTelegram(this, found[1]);
  }

  chrome(control) {
    const actions = {
      dismiss: () => this.dismissHint(),
      attach: () => this.openAttach(control),
      commands: () => this.openCommands(control),
      shortcuts: () => this.openShortcuts(control),
      overflow: () => this.openOverflow(control),
      "tab-home": () => this.goHome(),
      "tab-messages": () => this.goMessages(),
      "close-modal": () => this.act({ do: "close" }, control),
      spoiler: () => control.setAttribute("data-shown", ""),
      copy: () => this.copy(control.dataset.copy),
      unstage: () => this.unstage(Number(control.dataset.index)),
    };
    actions[control.dataset.do]?.();
  }

  async run(control, more = {}) {
    if (control.getAttribute("aria-busy") === "true") return;
    const act = JSON.parse(control.dataset.act);
    const confirm = control.dataset.confirm && JSON.parse(control.dataset.confirm);
    if (confirm && !(await this.confirmed(confirm))) return;
    if (act.do === "location") this.act({ ...act, ...SAMPLE_PLACE }, control);
    else this.act({ ...act, ...more }, control);
  }

  async confirmed({ title, text, confirm, deny, style }) {
    const { id } = this.state;
    const pressed = await this.over({
      title: title?.text, text: text?.text ?? "",
      buttons: [{ label: deny?.text ?? this.word("no"), testid: `confirm-no-${id}` },
        { label: confirm?.text ?? this.word("yes"), look: style === "danger" ? "danger" : "primary", testid: `confirm-yes-${id}` }],
    });
    return pressed === 1;
  }

  changed(event) {
    const { target } = event;
    if (target.dataset.kind) {
      this.stage([...target.files], target.dataset.kind);
      target.value = "";
      return;
    }
    this.root.querySelector(`[data-block="${CSS.escape(target.closest("[data-block]")?.dataset.block ?? "")}"]`)?.classList.remove("wrong");
    const control = target.closest("[data-act]");
    if (!control) return;
    if (control.matches(".picker")) this.picked(control);
    else this.run(control, { value: chosen(control) });
  }

  /** A date typed on the keyboard changes with every digit: it is sent when it has come to rest. */
  picked(control) {
    clearTimeout(control.resting);
    const send = () => {
      clearTimeout(control.resting);
      if (control.value && control.value !== control.sent) {
        control.sent = control.value;
        this.run(control, { value: control.value });
      }
    };
    control.resting = setTimeout(send, 800);
    control.addEventListener("blur", send, { once: true });
  }

  submitted(event) {
    event.preventDefault();
    if (event.target === this.composer) this.sendEntry();
    else this.submitModal(event.target);
  }

  keyed(event) {
    if (event.target === this.entry) {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.sendEntry();
      }
      if (event.key === "ArrowUp" && !this.suggestions.hidden) {
        event.preventDefault();
        this.suggestions.lastElementChild?.focus();
      }
    }
    if (event.target.closest(".suggestions")) this.moveIn(this.suggestions, event);
    if (event.key === "Enter" && event.target.matches(".spoiler")) event.target.setAttribute("data-shown", "");
    if (event.key === "Enter" && event.target.matches("input.picker, input.field[data-act]")) event.target.blur();
    if (event.target.closest("[role=tablist]") && ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      (event.target === this.tabs.home ? this.tabs.messages : this.tabs.home).focus();
    }
    if (event.key === "Escape") this.escaped(event);
  }

  escaped() {
    if (!this.suggestions.hidden) {
      this.suggestions.hidden = true;
      this.entry.focus();
    } else if (this.modal && !this.layer.querySelector(".ask")) this.act({ do: "close" });
  }

  moveIn(list, event) {
    const rows = [...list.children];
    const to = rows.indexOf(document.activeElement) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0);
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    (rows[to] ?? this.entry).focus();
  }

  // ---- the entry

  typed() {
    this.grow();
    const { value } = this.entry;
    const known = /^\/[\w]*$/.test(value) ? this.state.commands.filter(({ command }) => `/${command}`.startsWith(value)) : [];
    this.suggestions.hidden = !known.length;
    morph(this.suggestions, known.map(({ command, description }) => this.suggestion(command, description)));
  }

  suggestion(command, description) {
    const [name, ...rest] = command.split(" ");
    const row = h("button", { type: "button", class: "menu-item", "data-key": command, "data-testid": `command-${name}-${this.state.id}` },
      h("span", {}, h("b", {}, `/${[name, ...rest].join(" ")}`), h("small", {}, description)));
    row.addEventListener("click", () => this.useCommand(command));
    return row;
  }

  useCommand(command) {
    this.suggestions.hidden = true;
    this.entry.value = "";
    this.entry.focus();
    this.speak(`/${command}`);
  }

  grow() {
    this.entry.style.height = "auto";
    this.entry.style.height = `${Math.min(this.entry.scrollHeight, 140)}px`;
  }

  sendEntry() {
    const said = this.entry.value.trim();
    if (!said && !this.staged.length) return;
    this.entry.value = "";
    this.suggestions.hidden = true;
    this.grow();
    this.toBottom();
    if (this.staged.length) this.sendStaged(said);
    else this.speak(said);
  }

  async speak(said) {
    const command = this.slack && /^\/(\S+)\s*([\s\S]*)$/.exec(said);
    const done = await this.act(command ? { do: "command", command: `/${command[1]}`, text: command[2] } : { do: "say", text: said });
    if (!done && !this.entry.value) {
      this.entry.value = said; // nothing typed is lost
      this.grow();
    }
  }

  // ---- attachments

  openAttach(anchor) {
    const { id } = this.state;
    const pick = (kind) => () => this.files[kind].click();
    const item = (name, symbol, label, run) => ({ testid: `attach-${name}-${id}`, icon: symbol, label: this.word(label), run });
    openMenu(this.layer, anchor, this.word("attach"), [
      item("photos", "photo", "photos", pick("photos")),
      item("file", "file", "file", pick("file")),
      item("voice", "voice", "voice", pick("voice")),
      item("sample-photo", "photo", "samplePhoto", () => this.sendSamples(1)),
      item("sample-album", "photo", "sampleAlbum", () => this.sendSamples(3)),
      item("sample-voice", "voice", "sampleVoice", async () => this.upload("voice", [await sampleVoice()])),
      ...(this.slack ? [] : [item("location", "place", "location", () => this.act({ do: "location", ...SAMPLE_PLACE }))]),
    ]);
  }

  sendSamples(count) {
    const photos = Array.from({ length: count }, (_, index) => samplePhoto(this.word("sample"), index + 1));
    return this.upload("photo", photos);
  }

  stage(files, kind = "file") {
    this.staged.push(...files.map((file) => ({ file, kind: kindOf(file, kind), address: file.type.startsWith("image/") ? URL.createObjectURL(file) : null })));
    this.drawStaged();
    this.entry.focus();
  }

  unstage(index) {
    const [gone] = this.staged.splice(index, 1);
    if (gone?.address) URL.revokeObjectURL(gone.address);
    this.drawStaged();
    this.entry.focus();
  }

  drawStaged() {
    this.chips.hidden = !this.staged.length;
    this.chips.replaceChildren(...this.staged.map(({ file, address }, index) => h("span", { class: "chip" },
      address ? h("img", { src: address, alt: "" }) : icon("file"), h("span", {}, file.name),
      h("button", { type: "button", class: "plain", "data-do": "unstage", "data-index": index, "aria-label": this.word("remove", { name: file.name }) }, icon("close")))));
  }

  async sendStaged(said) {
    const staged = this.staged;
    this.staged = [];
    this.drawStaged();
    staged.forEach(({ address }) => address && URL.revokeObjectURL(address));
    const ofKind = (kind) => staged.filter((one) => one.kind === kind).map((one) => one.file);
    if (this.slack) {
      await this.upload("document", staged.map((one) => one.file), said);
      return;
    }
    let caption = said;
    for (const [kind, files] of [["photo", ofKind("photo")], ["video", ofKind("video")], ["voice", ofKind("voice")], ["document", ofKind("document")]]) {
      if (!files.length) continue;
      await this.upload(kind, files, caption);
      caption = "";
    }
  }

  upload(kind, files, text = "", fields = {}) {
    if (files.reduce((sum, file) => sum + file.size, 0) > LIMIT_MB << 20) {
      this.toast(this.word("tooBig", { limit: LIMIT_MB }), "bad");
      return false;
    }
    const form = new FormData();
    for (const [name, value] of Object.entries({ seat: this.state.id, kind, text, ...fields })) form.append(name, value);
    for (const file of files) form.append("file", file, file.name);
    this.toBottom();
    return this.post("file", form);
  }

  // ---- menus

  openCommands(anchor) {
    openMenu(this.layer, anchor, this.word("commands"), this.state.commands.map(({ command, description }) => ({
      testid: `command-${command}-${this.state.id}`, label: `/${command}`, note: description, run: () => this.useCommand(command),
    })));
  }

  openShortcuts(anchor) {
    openMenu(this.layer, anchor, this.word("shortcuts"), this.state.shortcuts.map(({ callback_id: callback, label }) => ({
      testid: `shortcut-${callback}-${this.state.id}`, icon: "bolt", label, run: () => this.act({ do: "shortcut", callback_id: callback }),
    })));
  }

  openOverflow(anchor) {
    const options = JSON.parse(anchor.dataset.options);
    openMenu(this.layer, anchor, this.word("more"), options.map((option) => ({
      label: option.text.text, testid: "overflow-option", run: () => this.run(anchor, { value: option.value }),
    })));
  }

  goHome() {
    this.showTab("home");
    this.act({ do: "home" });
  }

  goMessages() {
    this.showTab("messages");
    this.appeared();
  }

  showTab(tab) {
    this.tab = tab;
    closeMenu(this.layer);
    for (const [key, button] of Object.entries(this.tabs)) button.setAttribute("aria-selected", String(key === tab));
    this.talk.hidden = tab !== "messages";
    this.home.hidden = tab !== "home";
    this.tabs[tab].querySelector(".dot").hidden = true;
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    this.toast(this.word("copied"));
  }

  dismissHint() {
    this.hint?.remove();
    this.hint = null;
  }

  // ---- to the server

  act(what, control = null) {
    return this.post("act", { seat: this.state.id, ...what }, control);
  }

  /** Sends, shows that it is under way, and says so when it did not work. Answers whether it did. */
  async post(address, body, control = null) {
    if (control) {
      control.setAttribute("aria-busy", "true");
      this.requests.add(control);
    }
    this.dismissHint();
    try {
      const form = body instanceof FormData;
      const answer = await fetch(address, { method: "POST", body: form ? body : JSON.stringify(body), headers: form ? {} : { "Content-Type": "application/json" } });
      const said = await answer.json().catch(() => ({}));
      if (!answer.ok) this.refused(answer.status, said);
      else if (said.answered === false) this.toast(this.word("slow"));
      if (control && said.waiting) this.waiting.set(said.waiting, control);
      return answer.ok;
    } catch {
      this.toast(this.word("failed"), "bad");
      return false;
    } finally {
      this.requests.delete(control);
      this.release(control);
    }
  }

  /** A button turns until its request is over and, in Telegram, the bot has answered the press. */
  release(control) {
    for (const [query] of this.waiting) if (!this.state.spinning.includes(query)) this.waiting.delete(query);
    for (const button of this.root.querySelectorAll("[aria-busy]")) {
      const waits = [...this.waiting.values()].includes(button) || (button !== control && this.requests.has(button));
      if (!waits) button.removeAttribute("aria-busy");
    }
  }

  refused(status, said) {
    if (status === 422 && this.modal) return; // the modal says what is wrong with it
    console.warn(said.error ?? status);
    this.toast(status === 413 ? this.word("tooBig", { limit: LIMIT_MB }) : this.word("failed"), "bad");
  }

  // ---- what is shown anew

  update(state) {
    const before = this.state;
    this.state = state;
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const place = focused?.closest(".msg")?.dataset.key;
    this.drawMessages(before);
    if (this.slack) this.drawHomeTab(before);
    else this.drawReplyKeyboard();
    this.drawControls();
    this.drawToasts();
    this.release(null);
    if (this.slack) this.drawModal();
    if (focused && document.activeElement === document.body) this.refocus(place);
  }

  /** The focused button has gone with an edit: stay at the message it was in. */
  refocus(place) {
    const message = place && this.list.querySelector(`[data-key="${CSS.escape(place)}"]`);
    if (message) message.focus({ preventScroll: true });
    else if (!this.modal && matchMedia("(pointer: fine)").matches) this.entry.focus({ preventScroll: true });
  }

  drawMessages(before) {
    const { messages } = this.state;
    const drawn = new Map();
    const nodes = (this.slack ? this.slackRows(messages) : this.telegramRows(messages)).map(({ key, source, draw }) => {
      const known = this.drawn.get(key);
      const node = known?.source === source ? known.node : draw();
      const kept = known && node !== known.node ? known.node : node;
      drawn.set(key, { source, node: kept });
      return node;
    });
    const fresh = messages.some((message) => isTheirs(message) && !before.messages.some((old) => idOf(old) === idOf(message)));
    this.drawn = drawn;
    morph(this.list, nodes.length ? nodes : [this.emptiness()]);
    if (fresh && this.settled) this.arrived();
    this.settled = true;
    if (this.following) this.toBottom();
  }

  emptiness() {
    const nothing = h("p", { class: "empty" }, this.word("nothing"));
    if (this.slack) return nothing;
    return h("div", { class: "begin", "data-key": "begin" }, nothing,
      h("button", { type: "button", class: "key primary", "data-key": "start", "data-testid": `start-${this.state.id}`, "data-act": { do: "say", text: "/start" } }, this.word("start")));
  }

  arrived() {
    this.page.unread();
    if (!this.following) this.latest.hidden = false;
    if (!this.slack || this.tab === "messages") return;
    this.tabs.messages.querySelector(".dot").hidden = false;
    this.toast(this.word("elsewhere"));
  }

  slackRows(messages) {
    return messages.map((message, index) => {
      const follows = continues(messages[index - 1], message);
      return {
        key: `m${message.ts}${message.ephemeral ? "e" : ""}`, source: JSON.stringify([message, follows]),
        draw: () => drawMessage(message, this.scene, follows),
      };
    });
  }

  telegramRows(messages) {
    const rows = [];
    for (const message of messages) {
      const last = rows.at(-1);
      if (message.media_group_id && last?.first.media_group_id === message.media_group_id) last.rest.push(message);
      else rows.push({ first: message, rest: [] });
    }
    return rows.map(({ first, rest }) => ({
      key: `m${first.message_id}`, source: JSON.stringify([first, rest]), draw: () => drawBubble(first, this.scene, rest),
    }));
  }

  drawHomeTab(before) {
    const source = JSON.stringify(this.state.home);
    if (source === this.homeSource) return;
    if (this.homeSource !== undefined && this.tab !== "home" && before.home !== null) this.tabs.home.querySelector(".dot").hidden = false;
    this.homeSource = source;
    morph(this.homeBlocks, drawHome(this.state.home, this.scene));
  }

  drawReplyKeyboard() {
    const { keyboard } = this.state;
    const rows = drawKeyboard(keyboard);
    this.keyboard.hidden = !rows.length;
    morph(this.keyboard, rows);
    this.entry.placeholder = keyboard?.input_field_placeholder ?? this.word("messageShort");
  }

  drawControls() {
    const { typing, commands, shortcuts } = this.state;
    this.status.textContent = typing ? this.word("typing") : this.word("bot");
    this.status.classList.toggle("typing", Boolean(typing));
    const menu = this.composer.querySelector("[data-do=commands]");
    if (menu) menu.hidden = !commands.length;
    const bolt = this.composer.querySelector("[data-do=shortcuts]");
    if (bolt) bolt.hidden = !shortcuts.length;
  }

  drawToasts() {
    const { toasts, failures } = this.state;
    if (failures > (this.failuresSeen ?? failures)) this.toast(this.word("slow"));
    this.failuresSeen = failures;
    const unseen = this.toastsSeen === null ? [] : newer(this.toastsSeen, toasts);
    this.toastsSeen = toasts;
    for (const { text, show_alert: alert } of unseen) {
      if (!text) continue;
      if (alert) this.over({ text, alert: true, buttons: [{ label: this.word("ok"), look: "primary", testid: `alert-ok-${this.state.id}` }] });
      else this.toast(text);
    }
  }

  toast(text, look = "") {
    for (const same of [...this.toasts.children].filter((note) => note.textContent === text)) same.remove();
    const note = h("p", { class: `toast ${look}`, "data-testid": `toast-${this.state.id}` }, text);
    this.toasts.append(note);
    setTimeout(() => note.remove(), 3500);
  }

  async over(question) {
    const back = document.activeElement;
    this.body.inert = true;
    const pressed = await ask(this.layer, question);
    this.body.inert = Boolean(this.modal);
    if (back?.isConnected) back.focus({ preventScroll: true });
    return pressed;
  }

  // ---- the modal of a Slack window

  drawModal() {
    const view = this.state.modal;
    if (!view) {
      if (this.modal) this.closeModal();
      return;
    }
    if (this.modal?.dataset.view !== view.id) this.openModal(view);
    const source = JSON.stringify([view, this.state.errors]);
    if (source === this.modalSource) return;
    this.modalSource = source;
    this.fillModal(this.state.errors ?? {});
  }

  openModal(view) {
    const opened = !this.modal;
    if (opened) this.opener = document.activeElement;
    this.modal?.parentElement.remove();
    closeMenu(this.layer);
    const { id } = this.state;
    this.modal = h("form", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": `modal-title-${id}`, tabindex: "-1", novalidate: true,
      "data-testid": `modal-${id}`, "data-view": view.id });
    this.layer.append(h("div", { class: "cover" }, this.modal));
    this.body.inert = true;
    this.modalSource = null;
    this.modalOpened = true;
  }

  fillModal(errors) {
    morph(this.modal, drawModal(this.state.modal, errors, this.scene));
    const wrong = this.modal.querySelector(".wrong .field, .wrong input");
    const first = matchMedia("(pointer: fine)").matches && this.modal.querySelector(".modal-blocks :is(input, select, textarea, button)");
    if (wrong) wrong.focus();
    else if (this.modalOpened) (first || this.modal).focus({ preventScroll: true });
    this.modalOpened = false;
  }

  closeModal() {
    this.modal.parentElement.remove();
    this.modal = null;
    this.body.inert = false;
    if (this.opener?.isConnected && this.root.contains(this.opener)) this.opener.focus({ preventScroll: true });
  }

  submitModal(form) {
    const submit = form.querySelector("[type=submit]");
    if (submit?.getAttribute("aria-busy") === "true") return;
    const { values, files, missing } = modalValues(form);
    if (missing.length) {
      this.fillModal(Object.fromEntries(missing.map((block) => [block, this.word("required")])));
      return;
    }
    const blocks = Object.entries(files).filter(([, list]) => list.length);
    if (!blocks.length) {
      this.act({ do: "submit", values }, submit);
      return;
    }
    const body = new FormData();
    for (const [name, value] of Object.entries({ seat: this.state.id, kind: "modal", values: JSON.stringify(values) })) body.append(name, value);
    for (const [block, list] of blocks) for (const file of list) body.append(`file:${block}`, file, file.name);
    this.post("file", body, submit);
  }

  // ---- scrolling

  /** Only a person's scrolling up stops the following; what grows below or above does not. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM) this.following = true;
    else if (scrollTop < this.scrolledTo) this.following = false;
    this.scrolledTo = scrollTop;
    if (this.following) this.latest.hidden = true;
  }

  toBottom() {
    this.following = true;
    this.latest.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** The window has just become visible. */
  appeared() {
    if (this.following) this.toBottom();
  }
}

const idOf = (message) => (message.ts ?? message.message_id);
const isTheirs = (message) => Boolean(message.bot_id || message.from?.is_bot || message.ephemeral);

/** What was added to a list that forgets its oldest entries. */
function newer(before, now) {
  const [old, all] = [before, now].map((list) => list.map((entry) => JSON.stringify(entry)));
  for (let gone = 0; gone <= old.length; gone += 1) {
    const kept = old.slice(gone);
    if (kept.every((entry, index) => entry === all[index])) return now.slice(kept.length);
  }
  return now;
}

function continues(before, message) {
  if (!before || before.ephemeral || message.ephemeral) return false;
  const same = (before.bot_id ?? before.user) === (message.bot_id ?? message.user);
  return same && Number(message.ts) - Number(before.ts) < TOGETHER;
}

function chosen(control) {
  if (!control.matches(".ticks")) return control.value;
  const ticked = [...control.querySelectorAll("input:checked")].map((input) => input.value);
  return control.getAttribute("role") === "radiogroup" ? ticked[0] : ticked;
}

function kindOf(file, asked) {
  if (asked === "voice") return "voice";
  if (file.type.startsWith("video/")) return "video";
  return asked === "photos" || file.type.startsWith("image/") ? "photo" : "document";
}
