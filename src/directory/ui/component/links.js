/* Links out of forms and of other links: the link is the page's only state. */

/* What a form says, as a link: several values of one name are joined by commas. */
export function formLink(form) {
  const values = new Map();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value.trim() === "") continue;
    values.set(name, values.has(name) ? `${values.get(name)},${value}` : value.trim());
  }
  return new URLSearchParams([...values]).toString();
}

/* What a link would change, changed in another address: links stay on the page for a moment after
   the address has moved on, and a quick second tap must not undo the first. */
export function overtaking(shown, link, now) {
  const [before, wanted, result] = [shown, link, now].map((text) => new URLSearchParams(text.slice(text.indexOf("?") + 1)));
  const names = new Set([...before.keys(), ...wanted.keys(), ...result.keys()]);
  if ([...names].every((name) => before.get(name) === result.get(name))) return link;
  if (!wanted.has("page")) result.delete("page");
  for (const name of new Set([...before.keys(), ...wanted.keys()])) {
    if (before.get(name) === wanted.get(name)) continue;
    if (wanted.has(name)) result.set(name, wanted.get(name));
    else result.delete(name);
  }
  return `?${result}`;
}
