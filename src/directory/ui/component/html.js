/* Puts finished HTML in the place of what is there, reusing what is alike. */

function key(node) {
  return node.nodeType === 1 ? node.id || node.dataset.key || "" : "";
}

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);
}

function mendAttributes(to, from, boxesStay) {
  for (const { name } of [...to.attributes]) {
    const kept = to.dataset.keep?.split(" ").includes(name);
    if (!from.hasAttribute(name) && !kept) to.removeAttribute(name);
  }
  for (const { name, value } of from.attributes) {
    const kept = to.dataset.keep?.split(" ").includes(name);
    if (to.getAttribute(name) !== value && !kept) to.setAttribute(name, value);
  }
  if (to.nodeName === "INPUT") {
    if (to.type === "checkbox" || to.type === "radio") {
      if (!boxesStay) to.checked = from.hasAttribute("checked");
    } else if (to !== document.activeElement) to.value = from.getAttribute("value") ?? "";
  }
  if (to.nodeName === "SELECT" && to !== document.activeElement) {
    const chosen = from.querySelector("option[selected]") ?? from.querySelector("option");
    if (chosen) to.value = chosen.value;
  }
}

/* Change `to` until it is like `from`, reusing what is alike, so that focus, scroll and open
   parts survive. `boxesStay`: a later choice has overtaken this answer, boxes stay as they are. */
export function mend(to, from, boxesStay = false) {
  let here = to.firstChild;
  for (const wanted of [...from.childNodes]) {
    let found = here;
    while (found && !alike(found, wanted)) found = found.nextSibling;
    if (found) {
      while (here !== found) {
        const gone = here;
        here = here.nextSibling;
        gone.remove();
      }
      if (found.nodeType === 1) {
        mendAttributes(found, wanted, boxesStay);
        if (!found.dataset.keep?.split(" ").includes("content")) mend(found, wanted, boxesStay);
      } else if (found.data !== wanted.data) found.data = wanted.data;
      here = found.nextSibling;
    } else {
      to.insertBefore(wanted, here);
    }
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
