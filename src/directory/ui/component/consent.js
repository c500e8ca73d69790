/* Streets from another server: only once the reader has agreed, and for this visit. */

const AGREED = "rd-streets";
let here = null;

/* What a reader agrees to: a style, and those who see the requests for it. */
const terms = ({ url, hosts }) => JSON.stringify([url, hosts]);

/* Whether the reader has agreed to a style; in a browser that keeps nothing, for this page. */
export function agreed(online) {
  try {
    return (sessionStorage.getItem(AGREED) ?? here) === terms(online);
  } catch {
    return here === terms(online);
  }
}

function keep(online) {
  here = online && terms(online);
  try {
    here ? sessionStorage.setItem(AGREED, here) : sessionStorage.removeItem(AGREED);
  } catch {
    // It is kept above.
  }
}

/* The button, and what is said before another server is asked. */
export class Consent {
  constructor(answered) {
    this.answered = answered;
    this.part = document.createElement("div");
    this.part.className = "rd-consent";
  }

  button(text, press) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rd-button";
    button.textContent = text;
    button.addEventListener("click", press);
    this.part.append(button);
  }

  offer(online, shown) {
    const offered = JSON.stringify([online, shown]);
    if (offered === this.offered) return;
    this.offered = offered;
    this.part.replaceChildren();
    this.part.classList.remove("asks");
    if (!online) return;
    if (shown) this.button(online.hide, () => this.answer(null));
    else this.button(online.show, () => this.ask(online));
  }

  ask(online) {
    const text = document.createElement("p");
    text.className = "rd-ask";
    text.textContent = online.ask;
    text.tabIndex = -1;
    this.part.replaceChildren(text);
    this.part.classList.add("asks");
    this.button(online.yes, () => this.answer(online));
    this.button(online.no, () => this.answer(null));
    text.focus();
  }

  answer(online) {
    keep(online);
    this.offered = null;
    this.answered();
    this.part.querySelector("button")?.focus();
  }
}
