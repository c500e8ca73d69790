/* The page's one script. Python sends finished, escaped HTML; this puts it in place, keeps focus
   and open parts where they are, and turns clicks and form changes into one event, `go`, that
   carries a link. Links stay real links: a new tab, copying and no script all work. */

import { mend, parse } from "./html.js";
import { formLink, overtaking } from "./links.js";
import { connected, watchConnection } from "./online.js";

const SAME_TAB = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function isDark(root) {
  const shade = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(shade);
  if (!hex) return matchMedia("(prefers-color-scheme: dark)").matches;
  const [r, g, b] = hex.slice(1).map((part) => parseInt(part, 16));
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

function say(text) {
  const live = document.querySelector("dialog[open] [data-say]") ?? document.querySelector("[data-say]");
  if (live) live.textContent = text;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/* The name of a list and the notes on its entries live in the fragment of the address, which no
   browser sends. Whoever opens the link sees them; this server never does. Streamlit writes the
   query and loses the fragment, so it is held here and put back. */
const notes = new Map();
const IS_NOTE = /^(title|note\.[a-z0-9-]{1,200})$/;
const LONGEST = 300;
const PATIENCE_MS = 15000;

function readFragment() {
  for (const [name, text] of new URLSearchParams(location.hash.slice(1)))
    if (IS_NOTE.test(name) && !notes.has(name)) notes.set(name, text.slice(0, LONGEST));
}

function fragment() {
  const set = [...notes].filter(([, text]) => text.trim());
  return set.length ? `#${new URLSearchParams(set)}` : "";
}

function keepFragment() {
  const held = fragment();
  if (location.hash !== held)
    history.replaceState(history.state, "", location.pathname + location.search + held);
}

class Page {
  constructor(parent) {
    this.parent = parent;
    this.root = document.createElement("div");
    this.root.className = "rd";
    parent.append(this.root);
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("change", (event) => this.change(event));
    this.root.addEventListener("submit", (event) => this.submit(event));
    this.root.addEventListener("input", (event) => this.type(event));
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.root.addEventListener("focusout", (event) => this.leave(event));
    this.root.addEventListener("toggle", (event) => this.fold(event), true);
    this.root.addEventListener("cancel", (event) => this.cancel(event), true);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => this.turn(), 300));
    this.asked = null;
  }

  /* Day turns to night, or back: the map's colours come from the server. */
  turn() {
    this.shade();
    if (Page.chart?.page === this) this.askAgain();
  }

  shade() {
    this.root.dataset.theme = isDark(this.parent) ? "dark" : "light";
  }

  show(component) {
    Page.last = this;
    this.component = component;
    const { data } = component;
    this.data = data;
    this.shade();
    this.root.lang = data.lang;
    this.root.dir = data.dir;
    document.documentElement.lang = data.lang;
    document.documentElement.dir = data.dir;
    /* Streamlit's frame is no part of the page of its own: what scrolls is reached through what is
       in it, with the skip link as the first stop of Tab, and the main part is ours. */
    const frame = this.root.closest("[data-testid=stMain]");
    frame?.removeAttribute("tabindex");
    frame?.setAttribute("role", "presentation");
    const opener = this.opener;
    this.asked ??= data.n;
    mend(this.root, parse(data.html), data.n < this.asked);
    this.showMap();
    readFragment();
    keepFragment();
    this.showNotes();
    this.showSheets();
    this.fillSheets();
    if (data.key === Page.pending.key && data.n >= Page.pending.n) this.rest();
    const dialog = this.root.querySelector("dialog[data-modal]");
    if (dialog && !dialog.open) {
      dialog.showModal();
      dialog.scrollTop = 0;
    }
    if (!dialog && opener) {
      this.opener = null;
      this.root.querySelector(`[data-key="${CSS.escape(opener)}"]`)?.focus({ preventScroll: true });
    }
    this.stayFresh(data.refresh);
    const writing = this.isWriting();
    if (this.focusOn && !writing) {
      const found = this.focusOn.split(" ").map((name) => this.root.querySelector(`[data-key="${CSS.escape(name)}"]`));
      found.find(Boolean)?.focus();
    }
    this.focusOn = null;
    const top = this.root.querySelector("[data-top]");
    if (!top) return;
    const before = Page.top;
    Page.top = top.dataset.top;
    if (before !== undefined && before !== Page.top && !writing) {
      top.scrollIntoView({ block: "start" });
      top.focus({ preventScroll: true });
    }
  }

  /* Somebody writes what was not sent yet: an answer takes neither the field nor the place away. */
  isWriting() {
    const field = document.activeElement;
    return this.root.contains(field) && field.matches("input[type=text], input[type=search], textarea") && field.value !== field.defaultValue;
  }

  /* The map and all that draws it come only where there is one. */
  async showMap() {
    const frame = this.root.querySelector("[data-chart]");
    if (Page.chart && !Page.chart.frame.isConnected) {
      Page.chart.end();
      Page.chart = null;
    }
    if (!frame || !this.data.map) return;
    const { Chart } = await import("./chart.js");
    if (!frame.isConnected) return;
    if (Page.chart?.frame !== frame) {
      Page.chart?.end();
      Page.chart = new Chart(frame, this);
    }
    Page.chart.show(this.data.map, this.data.n >= this.asked);
  }

  /* Ask again every so often while somebody looks; what is read and where stays as it is. */
  stayFresh(seconds) {
    clearTimeout(this.fresh);
    if (!seconds) return;
    const due = performance.now() + seconds * 1000;
    const again = () => {
      const early = due - performance.now();
      if (early > 0 || document.hidden) this.fresh = setTimeout(again, Math.max(early, 1000));
      else this.askAgain();
    };
    this.fresh = setTimeout(again, seconds * 1000);
  }

  /* Fill in what only this browser knows: the name of the list, and the notes. */
  showNotes() {
    const main = this.root.querySelector("[data-list]");
    if (!main) return;
    main.toggleAttribute("data-editing", Page.editing);
    this.root.querySelector("[data-edit]")?.setAttribute("aria-pressed", String(Page.editing));
    const title = main.querySelector("[data-list-title]");
    title.dataset.usual ??= title.textContent;
    const named = notes.get("title")?.trim();
    if (named) title.textContent = named;
    for (const [field, name] of this.noteFields())
      if (field !== document.activeElement) field.value = notes.get(name) ?? "";
    for (const box of main.querySelectorAll("[data-note]")) {
      const shown = box.querySelector("[data-note-text]");
      shown.textContent = notes.get(`note.${box.dataset.note}`)?.trim() ?? "";
      shown.hidden = !shown.textContent;
    }
  }

  noteFields() {
    const title = this.root.querySelector("[data-title-field]");
    const fields = [...this.root.querySelectorAll("[data-note-field]")];
    return [
      ...(title ? [[title, "title"]] : []),
      ...fields.map((field) => [field, `note.${field.closest("[data-note]").dataset.note}`]),
    ];
  }

  write(field) {
    const found = this.noteFields().find(([each]) => each === field);
    if (!found) return false;
    notes.set(found[1], field.value.slice(0, field.maxLength > 0 ? field.maxLength : LONGEST));
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      keepFragment();
      this.showNotes();
      this.fillSheets();
    }, 300);
    return true;
  }

  /* The whole address goes into what is sent; with the notes where the list itself is sent. */
  fillSheets() {
    for (const each of this.root.querySelectorAll("[data-share-href]:not([data-sheet] *)"))
      each.href = each.dataset.shareHref.replace("{host}", location.host);
    for (const sheet of this.root.querySelectorAll("[data-sheet]")) {
      const { sheet: path, title, text, whole } = sheet.dataset;
      const listed = whole !== undefined && this.root.querySelector("[data-list]");
      const link = new URL(path, location.href);
      if (listed) link.hash = fragment();
      const named = (listed && notes.get("title")?.trim()) || title;
      const fill = { title: named, message: `${text}\n${link.href}`, host: location.host };
      for (const each of sheet.querySelectorAll("[data-share-href]"))
        each.href = each.dataset.shareHref.replace(/\{(title|message|host)\}/g, (_, name) =>
          name === "host" ? fill.host : encodeURIComponent(fill[name]),
        );
      const native = sheet.querySelector("[data-native]");
      native.hidden = !navigator.share;
      native.share = { title: named, text, url: link.href };
      const apart = sheet.querySelector("[data-notes-apart]");
      if (apart) apart.hidden = !(listed && fragment());
      const embed = sheet.querySelector("[data-embed]");
      if (embed) {
        link.searchParams.set("embed", "true");
        const address = link.href.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
        embed.value = `<iframe src="${address}" width="100%" height="700" style="border:0" referrerpolicy="no-referrer"></iframe>`;
      }
    }
  }

  /* A paper with notes on it: they go to the server in the body of this one request. */
  paper(anchor) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = anchor.href;
    form.target = "_blank";
    form.rel = "noopener";
    for (const [name, text] of notes) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = text;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
    form.remove();
  }

  /* Says what was done, with a way back, until the next step. */
  offerUndo(target, back) {
    Page.toast?.remove();
    const toast = document.createElement("div");
    toast.className = "rd rd-toast";
    toast.dataset.theme = this.root.dataset.theme;
    toast.setAttribute("role", "status");
    const text = document.createElement("span");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "rd-button";
    undo.textContent = target.dataset.undoLabel;
    undo.addEventListener("click", () => this.go(back));
    toast.append(text, undo);
    document.body.append(toast);
    Page.toast = toast;
    // What comes into a part that is there already is read aloud.
    setTimeout(() => (text.textContent = target.dataset.undo), 50);
  }

  /* Follow a link of this page, once the step before has reached the address. */
  goOn(link, patience = 40) {
    const waiting = "rdBusy" in document.body.dataset && location.search === Page.left;
    if (waiting && patience) setTimeout(() => this.goOn(link, patience - 1), 50);
    else this.go(overtaking(this.data.link, link, location.search));
  }

  go(link, changed = "") {
    // Enter in a field both changes and submits it.
    if (link === this.last && performance.now() - this.lastAt < 400) return;
    this.last = link;
    this.lastAt = performance.now();
    document.body.dataset.rdBusy = "";
    Page.chart?.settled();
    Page.toast?.remove();
    Page.left = location.search;
    if (!connected()) {
      /* Said without a connection: it is done when there is one again. */
      Page.held = () => {
        Page.held = this.last = null;
        this.go(link, changed);
      };
      return;
    }
    this.asked += 1;
    Page.pending = { key: this.data.key, n: this.asked };
    clearTimeout(Page.patience);
    Page.patience = setTimeout(() => this.rest(), PATIENCE_MS);
    this.ask({ link, changed });
  }

  /* What every step tells: its number, which sheets are open and so must be made, and how large the
     map is. */
  ask(event) {
    const sheets = [...this.root.querySelectorAll("[data-sharing][open]")].map((each) => each.dataset.sharing);
    this.component.setTriggerValue("go", { ...event, n: this.asked, sheets, size: Page.chart?.size() });
  }

  /* Ask for the same once more. */
  askAgain() {
    if (!this.root.isConnected) return;
    // Two steps at once: the second would be taken for one from where the first began.
    if ("rdBusy" in document.body.dataset && !Page.held) return void setTimeout(() => this.askAgain(), 100);
    this.asked += 1;
    // Streamlit does not know where the map was moved to: only the address does.
    this.ask({ map: new URLSearchParams(location.search).get("map") });
  }

  /* What a sheet holds is made once it is open. */
  fold({ target }) {
    if (target.dataset?.sharing === undefined || !target.open || target.querySelector("[data-sheet]")) return;
    target.opened = true;
    this.askAgain();
  }

  showSheets() {
    for (const each of this.root.querySelectorAll("[data-sharing][open]")) {
      const sheet = each.querySelector("[data-sheet]");
      if (sheet && each.opened && each.contains(document.activeElement)) sheet.focus({ preventScroll: true });
      // Another server process answers, and nobody has told it yet which sheets are open.
      if (!sheet && !each.opened) this.fold({ target: each });
      each.opened = !sheet && each.opened;
    }
  }

  closeSheet(event) {
    const sheet = event.key === "Escape" && event.target.closest?.("[data-sharing][open]");
    if (!sheet) return;
    event.preventDefault();
    event.stopPropagation();
    sheet.open = false;
    sheet.querySelector("summary").focus({ preventScroll: true });
  }

  click(event) {
    const target = event.target.closest("[data-go], [data-copy], [data-locate], [data-pick], [data-toggle], [data-skip], [data-edit], [data-native], [data-pdf]");
    if (!target) {
      if (event.target.nodeName === "DIALOG") this.close(event.target);
      return;
    }
    if (target.dataset.copy !== undefined) {
      event.preventDefault();
      const link = new URL(target.dataset.copy || "", location.href);
      if (target.closest("[data-list]")) link.hash = fragment();
      copy(link.href).then((done) =>
        this.tell(target, done ? target.dataset.done : target.dataset.failed),
      );
    } else if (target.dataset.locate !== undefined) {
      event.preventDefault();
      this.locate(target);
    } else if (target.dataset.pick !== undefined) {
      event.preventDefault();
      this.pick(target);
    } else if (target.dataset.toggle !== undefined) {
      event.preventDefault();
      this.toggle(this.root.querySelector(target.dataset.toggle));
    } else if (target.dataset.edit !== undefined) {
      Page.editing = !Page.editing;
      this.showNotes();
    } else if (target.dataset.native !== undefined) {
      navigator.share(target.share).catch(() => {});
    } else if (target.dataset.pdf !== undefined) {
      if (!fragment() || !target.closest("[data-list]")) return;
      event.preventDefault();
      this.paper(target);
    } else if (target.dataset.skip !== undefined) {
      event.preventDefault();
      const main = document.querySelector("#rd-results, #rd-main");
      main?.scrollIntoView({ block: "start" });
      main?.focus({ preventScroll: true });
    } else if (target.dataset.go !== undefined && SAME_TAB(event)) {
      /* Another page is loaded anew: Streamlit's own change of page would leave a second entry in
         the history, and Back would lose the search. */
      if (new URL(target.href).pathname !== location.pathname) {
        if (fragment()) target.hash = fragment();
        return;
      }
      event.preventDefault();
      if (target.dataset.key) this.opener = target.dataset.key;
      if (target.dataset.focus) this.focusOn = target.dataset.focus;
      if (target.dataset.editOn !== undefined) Page.editing = true;
      this.goOn(target.getAttribute("href"));
      if (target.dataset.undo) this.offerUndo(target, location.search || "?");
    }
  }

  /* What is at the top: a list stands elsewhere than a search does, in a part made anew. */
  static top = undefined;
  static editing = false;
  static toast = null;
  static left = null;
  static chart = null;
  static pending = {};
  static patience = null;

  /* The newest step is answered, or too long ago. */
  rest() {
    clearTimeout(Page.patience);
    delete document.body.dataset.rdBusy;
  }

  tell(button, text) {
    const label = button.querySelector("[data-label]") ?? button;
    const usual = (button.dataset.usual ??= label.textContent);
    label.textContent = text;
    say(text);
    clearTimeout(button.timer);
    button.dataset.told = "";
    button.timer = setTimeout(() => {
      label.textContent = usual;
      delete button.dataset.told;
    }, 2500);
  }

  toggle(panel) {
    const open = panel.toggleAttribute("data-open");
    const button = this.root.querySelector(".rd-toggle");
    button.setAttribute("aria-expanded", String(open));
    if (!open) {
      button.focus({ preventScroll: true });
      this.root.scrollIntoView({ block: "start" });
    }
  }

  locate(button) {
    const failed = () => this.tell(button, button.dataset.failed);
    if (!navigator.geolocation) return failed();
    this.tell(button, button.dataset.waiting);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const form = button.closest("form");
        form.elements.near.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        this.go(`?${formLink(form)}`, "near");
      },
      failed,
      { maximumAge: 600000, timeout: 15000 },
    );
  }

  change(event) {
    const form = event.target.form;
    if (!form?.dataset.live || event.target.value.trim() === event.target.dataset.shown) return;
    this.go(`?${formLink(form)}`, event.target.name);
  }

  submit(event) {
    event.preventDefault();
    this.hideSuggestions();
    this.go(`?${formLink(event.target)}`, event.submitter?.name || document.activeElement?.name || "");
  }

  close(dialog) {
    const link = dialog.querySelector("[data-close]");
    if (link) this.go(link.getAttribute("href"));
  }

  cancel(event) {
    if (event.target.nodeName !== "DIALOG") return;
    event.preventDefault();
    this.close(event.target);
  }

  /* Suggestions while typing a place: a listbox under the field, fed by this server alone. */
  type(event) {
    const field = event.target;
    if (this.write(field) || !field.dataset.suggest) return;
    clearTimeout(this.typing);
    const text = field.value.trim();
    if (text.length < 2) return this.hideSuggestions();
    this.typing = setTimeout(async () => {
      const sought = this.sought;
      try {
        const answer = await fetch(field.dataset.suggest, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ text }),
        });
        if (answer.ok && sought === this.sought && field.value.trim() === text && field === document.activeElement)
          this.suggest(field, await answer.json());
      } catch {
        this.hideSuggestions();
      }
    }, 120);
  }

  suggest(field, places) {
    const list = this.root.querySelector(`#${field.getAttribute("aria-controls")}`);
    list.replaceChildren(
      ...places.map((place, i) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${i}`;
        item.setAttribute("role", "option");
        item.dataset.pick = place.query;
        item.textContent = place.label;
        item.addEventListener("mousedown", (event) => event.preventDefault());
        return item;
      }),
    );
    list.hidden = places.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  hideSuggestions() {
    clearTimeout(this.typing);
    this.sought = (this.sought ?? 0) + 1;
    for (const list of this.root.querySelectorAll("[role=listbox]")) list.hidden = true;
    const field = this.root.querySelector("[data-suggest]");
    field?.setAttribute("aria-expanded", "false");
    field?.removeAttribute("aria-activedescendant");
  }

  pick(item) {
    const field = this.root.querySelector(`[aria-controls="${item.parentElement.id}"]`);
    field.value = item.dataset.pick;
    this.hideSuggestions();
    this.go(`?${formLink(field.form)}`, "near");
  }

  press(event) {
    this.closeSheet(event);
    const field = event.target;
    if (!field.dataset?.suggest) return;
    const list = this.root.querySelector(`#${field.getAttribute("aria-controls")}`);
    const items = list.hidden ? [] : [...list.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = items[(at + step + items.length) % items.length];
      items.forEach((item) => item.setAttribute("aria-selected", String(item === next)));
      field.setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      this.pick(items[at]);
    } else if (event.key === "Escape" && items.length) {
      event.stopPropagation();
      this.hideSuggestions();
    }
  }

  leave(event) {
    if (event.target.dataset?.suggest) this.hideSuggestions();
  }
}

export default function (component) {
  const parent = component.parentElement;
  parent.directoryPage ??= new Page(parent);
  parent.directoryPage.show(component);
  window.directoryLine ??= (watchConnection(() => Page.last.askAgain(), () => Page.held?.()), true);
}
