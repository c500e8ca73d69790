/* The bar that shows how far things are: a round number of the directory's units. */

const UNITS = {
  mi: [["miles", 1609.344], ["feet", 0.3048]],
  km: [["kilometers", 1000], ["meters", 1]],
};

/* The largest of 1, 2, 5, 10 … that fits. */
export function round(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const steps = most / power;
  return (steps >= 5 ? 5 : steps >= 2 ? 2 : 1) * power;
}

/* `meters` is what a pixel stands for; the bar is at most so many pixels wide. */
export function scale(meters, units, widest = 110) {
  const [large, small] = UNITS[units] ?? UNITS.km;
  const [unit, length] = (meters * widest) / large[1] >= (units === "mi" ? 0.2 : 1) ? large : small;
  const number = round((meters * widest) / length);
  return { width: (number * length) / meters, number, unit };
}
