/* Leave quickly: a tap, or Shift pressed three times within five seconds, hides everything at once
   and puts a harmless page in the place of this one. It hangs on the window, not on what is shown,
   and comes with the first bytes of the page: it works before all else does, in dialogs, while an
   answer is awaited, and when none ever comes. */

const PRESSES = 3;
const WITHIN_MS = 5000;
const LEFT = "directory-left";

function exits() {
  return [...document.querySelectorAll("[data-leave]")];
}

/* The newest dialog hides what lies beside it from screen readers: it has a way out of its own. */
function exit() {
  return document.querySelector("dialog[open] [data-leave]") ?? exits()[0];
}

/* Nothing of the page is seen or read aloud any more, whatever still arrives. */
function hide(text) {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.body.style.setProperty("display", "none", "important");
  const cover = document.createElement("div");
  cover.className = "rd-left";
  cover.setAttribute("role", "alert");
  document.documentElement.append(cover);
  cover.textContent = text;
  const blank = () => {
    if (document.title !== text) document.title = text;
  };
  blank();
  new MutationObserver(blank).observe(document.head, { childList: true, subtree: true, characterData: true });
  // The address bar keeps the search until the other site answers, and a late answer writes it anew.
  history.replaceState(null, "", location.pathname);
  history.pushState = history.replaceState = () => {};
}

/* Another page in the same tab, in a frame in place of the site around it. */
function go(address) {
  if (window.top !== window) {
    try {
      window.top.location.replace(address);
      return;
    } catch {
      // The browser lets a frame move the site around it only after a tap or a key.
    }
  }
  location.replace(address);
}

function leave(link) {
  hide(link.dataset.left);
  try {
    // Steps made before are still behind Back: each of them leaves again. See `leaveAgain`.
    sessionStorage.clear();
    sessionStorage.setItem(LEFT, link.href);
  } catch {
    // A browser that keeps nothing has nothing to be reminded of.
  }
  go(link.href);
}

/* Back leads to an earlier step in this tab, after the reader left: it leaves too. Whoever types the
   address, or follows a link, is a new visitor. */
function leaveAgain(wentBack) {
  let address = null;
  try {
    address = sessionStorage.getItem(LEFT);
    if (!wentBack) sessionStorage.removeItem(LEFT);
  } catch {
    return;
  }
  if (!address || !wentBack) return;
  hide("");
  location.replace(address);
}

class Presses {
  constructor() {
    this.count = 0;
    this.alone = false;
  }

  say(text) {
    const live = document.querySelector("dialog[open] [data-leave-say]") ?? document.querySelector("[data-leave-say]");
    if (live) live.textContent = text;
  }

  show() {
    for (const link of exits()) {
      if (this.count) link.dataset.presses = this.count;
      else delete link.dataset.presses;
    }
  }

  /* Shift counts only alone: a capital letter or a marked word begins with Shift too. */
  down(event) {
    if (event.key === "Shift") {
      if (!event.repeat) this.alone = !(event.ctrlKey || event.altKey || event.metaKey);
    } else this.other();
  }

  up(event) {
    if (event.key !== "Shift" || !this.alone || !exit()) return;
    this.alone = false;
    this.count += 1;
    if (this.count >= PRESSES) return leave(exit());
    if (this.count === 1) this.timer = setTimeout(() => this.late(), WITHIN_MS);
    this.show();
    this.say(this.count === 1 ? exit().dataset.two : exit().dataset.one);
  }

  late() {
    this.forget();
    this.say(exit()?.dataset.late ?? "");
  }

  other() {
    this.alone = false;
    if (!this.count) return;
    this.forget();
    this.say("");
  }

  forget() {
    clearTimeout(this.timer);
    this.count = 0;
    this.show();
  }
}

function listen() {
  leaveAgain(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
  window.addEventListener("pageshow", (event) => event.persisted && leaveAgain(true));
  const presses = new Presses();
  window.addEventListener("keydown", (event) => presses.down(event), true);
  window.addEventListener("keyup", (event) => presses.up(event), true);
  window.addEventListener("pointerdown", () => presses.other(), true);
  window.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-leave]");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    leave(link);
  }, true);
}

listen();
