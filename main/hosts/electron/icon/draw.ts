import type { Picture } from './png.ts';
import type { Shape } from './shape.ts';

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number];

/** Layers from the bottom up: each shape filled with its colour. */
export type Layer = { shape: Shape; colour: Colour };

/** How much of a pixel lies inside, from the distance of its middle: a ramp one pixel wide. */
const coverage = (distance: number, pixel: number): number => Math.max(0, Math.min(1, 0.5 - distance / pixel));

/** Draws layers into a square picture with smooth edges. */
export function draw(layers: readonly Layer[], size: number): Picture {
  const rgba = new Uint8Array(size * size * 4);
  const pixel = 2 / size;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) * pixel - 1;
      const y = (row + 0.5) * pixel - 1;
      const at = (row * size + column) * 4;
      let alpha = 0;
      let mixed = [0, 0, 0];
      for (const { shape, colour } of layers) {
        const cover = coverage(shape(x, y), pixel);
        const under = alpha * (1 - cover);
        const total = cover + under;
        if (total > 0) mixed = mixed.map((value, i) => ((colour[i] ?? 0) * cover + value * under) / total);
        alpha = total;
      }
      rgba.set([...mixed.map(Math.round), Math.round(alpha * 255)], at);
    }
  }
  return { width: size, height: size, rgba };
}
