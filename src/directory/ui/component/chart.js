/* The map beside the list: MapLibre draws the ground, deck.gl the pins, both out of the one script
   that the server has. Where it looks lives in the address, as all else does; the server gathers
   the pins for each look. What can be tapped can be reached with keys too. */

import { Consent, agreed } from "./consent.js";
import { begun, layersOf } from "./drawing.js";
import { PinButtons } from "./pins.js";
import { scale } from "./scale.js";
import { picture } from "./shapes.js";

const SETTLED_MS = 250;
const EARTH_M = 40075016.686;
const ROOM = "rd-room";

export const written = (look) => [look[1].toFixed(3), look[0].toFixed(3), look[2].toFixed(1)].map(Number).join();

function made(name, kind = "div") {
  const node = document.createElement(kind);
  node.className = name;
  return node;
}

export class Chart {
  constructor(frame, page) {
    this.frame = frame;
    this.page = page;
    this.lit = null;
    this.ground = made("rd-ground");
    this.tip = made("rd-tip", "p");
    this.tip.setAttribute("aria-hidden", "true");
    this.note = made("rd-broken", "p");
    this.note.setAttribute("role", "status");
    this.bar = made("rd-scale");
    this.bar.setAttribute("aria-hidden", "true");
    this.zoom = made("rd-zoom");
    this.steps = made("rd-steps");
    this.closer = this.button(this.zoom, (event) => this.map?.zoomIn({}, { originalEvent: event }), "+");
    this.farther = this.button(this.zoom, (event) => this.map?.zoomOut({}, { originalEvent: event }), "−");
    this.area = this.button(this.steps, () => this.searchHere());
    this.back = this.button(this.steps, () => this.backToResults());
    this.consent = new Consent(() => {
      this.unreachable = false;
      this.tell("");
      this.dress();
    });
    this.thanks = made("rd-thanks", "p");
    this.pins = new PinButtons((mark, event) => this.follow(mark, event), (mark) => this.light(mark));
    this.hide(this.tip, this.area, this.back);
    frame.replaceChildren(this.ground, this.pins.group, this.zoom, this.steps, this.bar, this.thanks, this.consent.part, this.tip, this.note);
    this.gone = new AbortController();
    const cards = { signal: this.gone.signal };
    const root = page.root;
    root.addEventListener("pointerover", (event) => this.cardUnder(event.target), cards);
    root.addEventListener("focusin", (event) => this.cardUnder(event.target), cards);
    root.addEventListener("click", (event) => this.cardTapped(event), cards);
    // The wheel scrolls the page past the map; with Ctrl it brings the map closer.
    this.ground.addEventListener("wheel", ({ ctrlKey, metaKey }) => this.map?.scrollZoom[ctrlKey || metaKey ? "enable" : "disable"](), { capture: true, passive: true, ...cards });
  }

  button(parent, press, text = "") {
    const button = made("rd-button", "button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", press);
    parent.append(button);
    return button;
  }

  hide(...parts) {
    for (const part of parts) part.hidden = true;
  }

  /* Draw what the server has sent. What answers an earlier step than the last is passed over: its
     pins belong to a look that has gone by. */
  async show(data, fresh) {
    if (!fresh && this.data) return;
    this.data = data;
    this.label(data.say);
    try {
      await (this.starting ??= this.start());
      if (this.map && data === this.data) this.change();
    } catch (error) {
      console.error(error);
      this.starting = null;
      this.tell(data.say.broken);
    }
  }

  label(say) {
    for (const [button, text] of [[this.closer, say.closer], [this.farther, say.farther]]) {
      button.setAttribute("aria-label", text);
      button.title = text;
    }
    this.area.textContent = say.area;
    this.back.textContent = say.back;
    this.pins.group.setAttribute("aria-label", say.pins);
  }

  tell(text) {
    this.note.textContent = text;
  }

  async start() {
    const { code, deck, look, closest, say } = this.data;
    const both = await begun(code, this.ground, deck, (name, info) => this.heard(name, info), this.gone.signal);
    if (!both) return;
    const { map, overlay } = both;
    this.overlay = overlay;
    this.look = look.join();
    map.setMaxZoom(closest);
    map.dragRotate.disable();
    map.touchPitch.disable();
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.scrollZoom.disable();
    map.getCanvas().setAttribute("aria-label", say.canvas);
    map.on("moveend", (event) => event.originalEvent && this.moved());
    map.on("move", () => this.follows());
    map.on("moveend", () => this.pins.place(map, this.ground));
    map.on("style.load", () => this.makeRoom());
    map.on("idle", () => this.frame.toggleAttribute("data-drawn", Boolean(this.styled) && map.isStyleLoaded()));
    map.on("error", (event) => this.failed(event));
    this.map = map;
    this.tellSize();
  }

  /* The style: the directory's own, or the one from elsewhere that the reader has agreed to. */
  dress() {
    const { style, online } = this.data;
    const elsewhere = Boolean(online) && !this.unreachable && agreed(online);
    const wanted = elsewhere ? online.url : new URL(style, location.href).href;
    this.consent.offer(online, elsewhere);
    if (wanted === this.styled) return;
    this.styled = wanted;
    delete this.frame.dataset.drawn;
    this.elsewhere = elsewhere;
    this.thanks.textContent = elsewhere ? online.credits.join(" · ") : "";
    this.map.setStyle(wanted, { diff: false });
  }

  /* Names of the ground keep clear of the pins: the ground has a letter that nobody sees under each. */
  makeRoom() {
    if (this.elsewhere) return;
    this.map.addSource(ROOM, { type: "geojson", data: this.rooms() });
    this.map.addLayer({
      id: ROOM,
      type: "symbol",
      source: ROOM,
      layout: { "text-field": "O", "text-font": ["Directory Regular"], "text-size": 26, "text-allow-overlap": true },
      paint: { "text-opacity": 0 },
    });
  }

  rooms() {
    const { marks, place } = this.data;
    const taken = [...marks.map(({ at }) => at), ...(place ? [place] : [])];
    const features = taken.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }));
    return { type: "FeatureCollection", features };
  }

  /* Show other pins, and another part of the map where the address says so. */
  change() {
    const { deck, look, asked, shapes, cell, edge, marks } = this.data;
    const drawn = JSON.stringify([shapes, edge]);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.atlas = picture(shapes, cell, edge);
    }
    this.layers = layersOf(deck).map((layer) => (layer.props.iconMapping ? layer.clone({ iconAtlas: this.atlas }) : layer));
    this.dress();
    this.map.getSource(ROOM)?.setData(this.rooms());
    const wanted = look.join();
    const mine = asked && this.own === written(look);
    if (wanted !== this.look && !mine) {
      this.own = null;
      this.map.easeTo({ center: look.slice(0, 2), zoom: look[2] });
    }
    this.look = wanted;
    this.back.hidden = !asked;
    if (!asked) this.area.hidden = true;
    this.pins.fill(marks);
    this.pins.place(this.map, this.ground);
    this.light(marks.find((mark) => this.lit && PinButtons.key(mark) === PinButtons.key(this.lit)) ?? null);
    this.follows();
  }

  draw() {
    const { lit } = this;
    const rim = lit ? [{ at: lit.at, r: lit.numbers || lit.open || lit.site ? 19 : 22 }] : [];
    this.overlay.setProps({ layers: this.layers.map((layer) => (layer.id === "lit" ? layer.clone({ data: rim }) : layer)) });
  }

  /* What deck.gl tells: a pin was pointed at, or tapped. */
  heard(name, info) {
    const mark = info?.object ? this.data.marks[info.object.p] : null;
    if (name === "deck-hover-event") {
      if (!this.map || mark === this.lit) return;
      this.map.getCanvas().style.cursor = mark ? "pointer" : "";
      this.light(mark);
    } else if (name === "deck-click-event" && mark) {
      this.follow(mark, info.srcEvent ?? new Event("click"));
    }
  }

  /* A pin and its cards are lit together. */
  light(mark) {
    this.lit = mark;
    if (!this.overlay) return;
    this.draw();
    const numbers = new Set((mark?.numbers ?? []).map(String));
    for (const card of this.page.root.querySelectorAll(".rd-card"))
      card.toggleAttribute("data-lit", numbers.has(card.querySelector("[data-pin]")?.dataset.pin));
    this.tip.textContent = mark?.label ?? "";
    this.tip.hidden = !mark;
    this.follows();
  }

  /* What stands over the map stays with what it belongs to. */
  follows() {
    if (!this.map) return;
    if (this.lit) {
      const { x, y } = this.map.project(this.lit.at);
      this.tip.style.transform = `translate(${x}px, ${y}px)`;
      this.tip.hidden = x < 0 || y < 0 || x > this.ground.clientWidth || y > this.ground.clientHeight;
    }
    if (this.pins.group.contains(document.activeElement)) this.pins.place(this.map, this.ground);
    const { width, number, unit } = scale(this.meters(), this.data.units);
    this.bar.style.width = `${width}px`;
    this.bar.textContent = `${number.toLocaleString(this.page.root.lang)} ${this.data.say[unit]}`;
  }

  /* How much a pixel stands for, in meters. */
  meters() {
    return (EARTH_M * Math.cos((this.map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom());
  }

  /* What is seen, as the address has it. */
  seen() {
    const { lng, lat } = this.map.getCenter().wrap();
    return written([lng, lat, this.map.getZoom()]);
  }

  cardOf(node) {
    return node?.closest?.(".rd-card")?.querySelector("[data-pin]")?.dataset.pin;
  }

  markOf(number) {
    return this.data?.marks.find((mark) => mark.numbers?.includes(Number(number))) ?? null;
  }

  cardUnder(node) {
    if (!this.map || this.frame.contains(node)) return;
    const number = this.cardOf(node);
    const mark = number ? this.markOf(number) : null;
    if (mark !== this.lit) this.light(mark);
  }

  /* From a card to its pin: into view, lit, and with the focus on it. */
  cardTapped(event) {
    const number = event.target.closest("[data-pin]")?.dataset.pin;
    const mark = number && this.map ? this.markOf(number) : null;
    if (!mark) return;
    this.frame.scrollIntoView({ block: "nearest" });
    if (!this.map.getBounds().contains(mark.at)) {
      this.map.jumpTo({ center: mark.at });
      this.moved();
    }
    this.light(mark);
    this.pins.fill(this.data.marks);
    this.pins.place(this.map, this.ground);
    this.pins.focus(mark);
  }

  /* What a pin stands for: closer, the one entry, or the list of all behind one door. */
  follow(mark, event) {
    if (mark.closer) {
      const [longitude, latitude, zoom] = mark.closer;
      this.map.easeTo({ center: [longitude, latitude], zoom }, { originalEvent: event });
      return;
    }
    this.light(mark);
    const card = this.page.root.querySelector(`[data-pin="${mark.numbers?.[0]}"]`)?.closest(".rd-card");
    card?.scrollIntoView({ block: "nearest" });
    const byKeys = this.pins.group.contains(document.activeElement);
    const link = card?.querySelector("h2 [data-key]");
    this.page.opener = byKeys ? document.activeElement.dataset.key : link?.dataset.key;
    this.page.go(this.address(mark.open ? { open: mark.open } : { site: mark.site }));
  }

  /* The address with some of it changed. */
  address(changes) {
    const values = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes))
      if (value === null) values.delete(name);
      else values.set(name, value);
    return `?${values}`;
  }

  /* The reader has moved the map: the address says where it looks, without a step in the history. */
  moved() {
    this.own = this.seen();
    const address = location.pathname + this.address({ map: this.own }) + location.hash;
    history.replaceState(history.state, "", address);
    this.area.hidden = !this.data.area;
    this.back.hidden = false;
    this.settled();
    this.settling = setTimeout(() => this.page.askAgain(), SETTLED_MS);
  }

  /* A step takes the address with it as it is: nothing more is to be told of the last move. */
  settled() {
    clearTimeout(this.settling);
  }

  /* The circle that holds what is seen of the longer side. */
  searchHere() {
    const half = (Math.max(this.ground.clientWidth, this.ground.clientHeight) / 2) * this.meters();
    const far = Math.min(half / (this.data.units === "mi" ? 1609.344 : 1000), 12000);
    const within = far < 10 ? Math.max(Math.ceil(far * 10) / 10, 0.1) : Math.ceil(far);
    const map = (this.own = this.seen());
    this.area.hidden = true;
    const near = map.split(",").slice(0, 2).join();
    this.page.go(this.address({ near, within: `${within}${this.data.units}`, map, page: null, open: null, site: null }));
  }

  backToResults() {
    this.hide(this.area, this.back);
    this.own = null;
    this.look = null;
    this.page.go(this.address({ map: null }));
  }

  size() {
    return this.ground.clientWidth ? [this.ground.clientWidth, this.ground.clientHeight] : null;
  }

  /* The server has guessed how large the map is; where it was far off, it is told. */
  tellSize() {
    const [width, height] = this.size() ?? this.data.size;
    const off = Math.max(Math.abs(width / this.data.size[0] - 1), Math.abs(height / this.data.size[1] - 1));
    if (off > 0.12) this.page.askAgain();
  }

  /* A style that does not come: the directory's own map stands in. */
  failed({ error, sourceId }) {
    if (this.elsewhere && !sourceId && !this.map.isStyleLoaded()) {
      this.unreachable = true;
      this.tell(this.data.online?.unreachable ?? "");
      this.dress();
    } else console.warn(error?.message ?? error);
  }

  end() {
    this.gone.abort();
    this.settled();
    this.map?.remove();
    this.map = null;
  }
}
