/* The pins for keys and for readers that speak: a button over each that is in view. A finger and a
   mouse reach the drawn pins, so the buttons let them through. One stop of Tab; arrows go on. */

export class PinButtons {
  constructor(press, point) {
    this.press = press;
    this.point = point;
    this.marks = [];
    this.group = document.createElement("div");
    this.group.className = "rd-pins";
    this.group.setAttribute("role", "group");
    this.group.addEventListener("keydown", (event) => this.step(event));
    this.group.addEventListener("focusin", (event) => this.point(event.target.mark ?? null));
    this.group.addEventListener("focusout", () => this.point(null));
    this.group.addEventListener("click", (event) => event.target.mark && this.press(event.target.mark, event));
  }

  /* What stays the same while the map moves and its pins are gathered anew. */
  static key(mark) {
    return mark.open ?? mark.site ?? (mark.numbers ? `n${mark.numbers[0]}` : mark.at.join());
  }

  fill(marks) {
    this.marks = marks;
  }

  /* A button for each pin in view, where it stands. The one with the focus keeps it. */
  place(map, ground) {
    const { clientWidth, clientHeight } = ground;
    const had = document.activeElement?.parentElement === this.group ? document.activeElement.dataset.key : null;
    const shown = [];
    for (const mark of this.marks) {
      const { x, y } = map.project(mark.at);
      if (x >= 0 && y >= 0 && x <= clientWidth && y <= clientHeight) shown.push([mark, x, y]);
    }
    const buttons = shown.map(([mark, x, y], number) => {
      const button = this.group.children[number] ?? this.group.appendChild(document.createElement("button"));
      const key = `pin-${PinButtons.key(mark)}`;
      button.type = "button";
      button.mark = mark;
      if (button.dataset.key !== key) button.dataset.key = key;
      if (button.getAttribute("aria-label") !== mark.label) button.setAttribute("aria-label", mark.label);
      button.style.transform = `translate(${x}px, ${y}px)`;
      return button;
    });
    while (this.group.children.length > buttons.length) this.group.lastChild.remove();
    const now = buttons.find((button) => button.dataset.key === (had ?? this.at)) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === now ? 0 : -1;
    if (had && now && now !== document.activeElement) now.focus({ preventScroll: true });
  }

  focus(mark) {
    const key = `pin-${PinButtons.key(mark)}`;
    const button = [...this.group.children].find((each) => each.dataset.key === key);
    this.at = key;
    for (const each of this.group.children) each.tabIndex = each === button ? 0 : -1;
    button?.focus({ preventScroll: true });
  }

  step(event) {
    const buttons = [...this.group.children];
    const here = buttons.indexOf(event.target);
    const steps = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 };
    if (here < 0 || !(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const to = buttons[(steps[event.key] + buttons.length) % buttons.length];
    this.focus(to.mark);
  }
}
