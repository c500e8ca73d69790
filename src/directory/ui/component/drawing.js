/* The script that draws maps, as pydeck ships it for notebooks: deck.gl and MapLibre GL in one. */

const NOWHERE = { version: 8, sources: {}, layers: [] };

let code = null;

/* It is fetched once, and only where there is a map. */
function fetched(address) {
  code ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => {
      code = null;
      script.remove();
      failed(new Error("the script of the map did not come"));
    };
    document.head.append(script);
  });
  return code;
}

/* The layers that pydeck describes, as deck.gl draws them. */
export function layersOf(deck) {
  let layers = [];
  window.updateDeck(deck, { setProps: (props) => (layers = props.layers) });
  return layers;
}

/* A map of nothing, at once, with the pins' own layer over it; `null` when it is wanted no more. */
export async function begun(address, ground, deck, heard, gone) {
  await fetched(address);
  if (gone.aborted) return null;
  const overlay = window.createDeck({
    container: ground,
    jsonInput: { ...deck, mapStyle: NOWHERE, layers: [] },
    tooltip: false,
    handleEvent: heard,
  });
  if (!overlay) throw new Error("no map can be drawn");
  // What the script puts in place of this calls itself without end.
  delete overlay.setProps;
  while (!overlay._map && !gone.aborted) await new Promise((done) => setTimeout(done, 10));
  const map = overlay._map;
  if (gone.aborted) {
    map?.remove();
    return null;
  }
  for (const control of map._controls.filter((each) => each !== overlay)) map.removeControl(control);
  // The pins are drawn on a canvas of their own, which hears nothing: their buttons do.
  for (const canvas of ground.querySelectorAll("canvas"))
    if (canvas !== map.getCanvas()) {
      canvas.removeAttribute("tabindex");
      canvas.setAttribute("aria-hidden", "true");
    }
  return { map, overlay };
}
