/* The shapes of the pins, drawn side by side into one picture: deck.gl takes each from there. */

const BOX = 28;

export function picture(shapes, cell, edge) {
  const canvas = document.createElement("canvas");
  canvas.width = cell * shapes.length;
  canvas.height = cell;
  const pen = canvas.getContext("2d");
  shapes.forEach(([path, colour], number) => {
    const shape = new Path2D(path);
    pen.setTransform(cell / BOX, 0, 0, cell / BOX, number * cell + (2 * cell) / BOX, (2 * cell) / BOX);
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = edge;
    pen.stroke(shape);
    pen.fillStyle = colour;
    pen.fill(shape);
  });
  return canvas;
}
