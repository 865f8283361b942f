// Building, updating and covering parts of the page. Knows no chat.
// User text only ever becomes a text node: nothing here or elsewhere sets innerHTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M4 5l17 7-17 7 2.5-7zm2.5 7H13",
  attach: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17.2a1.7 1.7 0 0 1-2.4-2.4l7.3-7.3",
  plus: "M12 5v14M5 12h14",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  slash: "M15 4L9 20",
  home: "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
  messages: "M4 5h16v11H10l-5 4v-4H4z",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  voice: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  place: "M12 21c-4-5-6.5-8-6.5-11.5a6.5 6.5 0 0 1 13 0C18.5 13 16 16 12 21zM12 11.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  eye: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};

/** An element: h("p", { class: "x", "data-act": {...} }, "text", child). Absent values are left out, objects become JSON. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "style") element.style.cssText = value; // the page's policy allows no style attribute in text
    else element.setAttribute(name, value === true ? "" : typeof value === "object" ? JSON.stringify(value) : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Letters on a coloured disc, the colour always the same for the same name. */
export function avatar(name) {
  const letters = name.split(/[\s,]+/).filter(Boolean).slice(0, 2).map((word) => word[0].toUpperCase()).join("");
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  return h("span", { class: "avatar", style: `--hue:${hue}`, "aria-hidden": "true" }, letters || "?");
}

// Attributes the page sets on elements that are already shown; an update leaves them alone.
const OURS = new Set(["aria-busy", "data-shown", "open"]);

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null);
const alike = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

/** Makes the children of `parent` look like `wanted`, keeping what can be kept: focus, scroll and half-typed text survive. */
export function morph(parent, wanted) {
  const keyed = new Map([...parent.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let cursor = parent.firstChild;
  for (const node of wanted) {
    const key = keyOf(node);
    const match = key ? keyed.get(key) : cursor;
    if (!match || !alike(match, node)) {
      parent.insertBefore(node, cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(match, cursor);
    if (match !== node) patch(match, node);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function patch(shown, wanted) {
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.data !== wanted.data) shown.data = wanted.data;
    return;
  }
  for (const { name } of [...shown.attributes]) {
    if (!wanted.hasAttribute(name) && !OURS.has(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) === value) continue;
    if (name === "style") shown.style.cssText = value;
    else shown.setAttribute(name, value);
  }
  if (!shown.hasAttribute("data-own")) morph(shown, [...wanted.childNodes]);
}

/** A small menu above or below the button that opened it. Arrow keys move, Escape closes and gives the focus back. */
export function openMenu(layer, anchor, label, items) {
  closeMenu(layer);
  const rows = items.map((item) =>
    h("button", { type: "button", role: "menuitem", class: "menu-item", "data-testid": item.testid, tabindex: "-1" },
      item.icon ? icon(item.icon) : null,
      h("span", {}, h("b", {}, item.label), item.note ? h("small", {}, item.note) : null)));
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label }, rows);
  const leave = (back) => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (back) anchor.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) leave(false);
  };
  rows.forEach((row, index) => row.addEventListener("click", () => {
    leave(true);
    items[index].run();
  }));
  menu.addEventListener("keydown", (event) => {
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") leave(event.key === "Escape");
    if (to === undefined) return;
    event.preventDefault();
    rows[(to + rows.length) % rows.length].focus();
  });
  menu.leave = leave;
  layer.append(menu);
  place(layer, anchor, menu);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  rows[0]?.focus();
}

export function closeMenu(layer) {
  layer.querySelector(".menu")?.leave(false);
}

function place(layer, anchor, menu) {
  const box = layer.getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  const above = at.top - box.top > menu.offsetHeight + 8;
  const left = Math.min(Math.max(at.left - box.left, 8), box.width - menu.offsetWidth - 8);
  menu.style.left = `${Math.max(left, 8)}px`;
  if (above) menu.style.bottom = `${box.bottom - at.top + 6}px`;
  else menu.style.top = `${Math.min(at.bottom - box.top + 6, Math.max(box.height - menu.offsetHeight - 8, 8))}px`;
}

/** A question over one window; answers with the index of the pressed button, or -1 after Escape. The caller gives the focus back. */
export function ask(layer, { title, text, buttons, alert = false }) {
  return new Promise((resolve) => {
    const id = `ask-${Math.random().toString(36).slice(2)}`;
    const answer = (index) => {
      cover.remove();
      resolve(index);
    };
    const row = buttons.map(({ label, look, testid }, index) => {
      const button = h("button", { type: "button", class: `button ${look ?? ""}`, "data-testid": testid }, label);
      button.addEventListener("click", () => answer(index));
      return button;
    });
    const box = h("div", { class: "ask", role: alert ? "alertdialog" : "dialog", "aria-modal": "true", "aria-labelledby": id },
      h("div", { id }, title ? h("h3", {}, title) : null, h("p", {}, text)),
      h("div", { class: "ask-buttons" }, row));
    const cover = h("div", { class: "cover" }, box);
    cover.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        answer(-1);
      }
      if (event.key === "Tab") {
        const at = row.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
        event.preventDefault();
        row[(at + row.length) % row.length].focus();
      }
    });
    layer.append(cover);
    row.at(-1).focus();
  });
}
