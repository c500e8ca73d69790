/* What the map and its frame need from the page around them. */

/* The map takes a press for a tap when it can look at both its ends within a quarter of a second.
   While it draws for the first time on a slow phone it is busy for longer, and the tap is lost:
   such a tap is handed to it once more. */
const TAP_MS = 250;
const TAP_PX = 10;

export function tapAgain(taps) {
  let down = null;
  taps.addEventListener("pointerdown", (event) => {
    if (!event.isTrusted) return;
    const onMap = event.isPrimary && event.target.closest?.("[data-testid=stDeckGlJsonChart]");
    down = onMap ? { event, looked: performance.now() } : null;
  }, true);
  taps.addEventListener("pointerup", (event) => {
    if (!event.isTrusted || event.pointerId !== down?.event.pointerId) return;
    const { event: first, looked } = down;
    down = null;
    const tapped =
      event.timeStamp - first.timeStamp < TAP_MS &&
      Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) < TAP_PX;
    if (!tapped || performance.now() - looked <= TAP_MS) return;
    const { pointerId, pointerType, clientX, clientY } = first;
    const at = { pointerId, pointerType, clientX, clientY, isPrimary: true, bubbles: true };
    setTimeout(() => {
      first.target.dispatchEvent(new PointerEvent("pointerdown", { ...at, buttons: 1 }));
      first.target.dispatchEvent(new PointerEvent("pointerup", at));
    });
  }, true);
}

/* What the map and its frame write on their buttons is English: here it is said in the page's
   language, again whenever they write anew. */
export function nameMap(map, said) {
  map.setAttribute("role", "region");
  map.setAttribute("aria-label", said.map);
  const names = [
    ["canvas[aria-label]", said.canvas],
    ["[class$=ctrl-zoom-in]", said.closer],
    ["[class$=ctrl-zoom-out]", said.farther],
  ];
  const write = () => {
    for (const [part, text] of names)
      for (const each of map.querySelectorAll(part))
        for (const name of ["aria-label", "title"])
          if (each.hasAttribute(name) && each.getAttribute(name) !== text) each.setAttribute(name, text);
  };
  write();
  map.naming?.disconnect();
  map.naming = new MutationObserver(write);
  map.naming.observe(map, { subtree: true, childList: true, attributeFilter: ["aria-label", "title"] });
}
