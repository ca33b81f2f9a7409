import type { HealthState } from '../../../../shared/contract/app.ts';
import { type Colour, draw } from './draw.ts';
import { encodePng, type Picture } from './png.ts';
import { box, convex, dashed, disc, polygon, ring, type Shape, stroke, union, without } from './shape.ts';

/** The check, cross and so on are cut out of the filled shape: readable at 16 pixels, on light and dark bars. */
const CUT = 0.26;

/**
 * The six shapes of the app's states, the same as in the window: check in circle, two arrows, two bars, dashed circle,
 * exclamation in diamond, cross in octagon. They differ by outline, not by colour alone.
 */
const SHAPES: Readonly<Record<HealthState, Shape>> = {
  upToDate: without(
    disc(0.92),
    stroke(
      [
        [-0.42, 0.04],
        [-0.12, 0.36],
        [0.44, -0.32],
      ],
      CUT,
    ),
  ),
  syncing: union(
    stroke(
      [
        [-0.42, 0.78],
        [-0.42, -0.3],
      ],
      CUT,
    ),
    convex([
      [-0.42, -0.92],
      [0, -0.22],
      [-0.84, -0.22],
    ]),
    stroke(
      [
        [0.42, -0.78],
        [0.42, 0.3],
      ],
      CUT,
    ),
    convex([
      [0.84, 0.22],
      [0.42, 0.92],
      [0, 0.22],
    ]),
  ),
  paused: union(box(-0.4, 0, 0.24, 0.82, 0.1), box(0.4, 0, 0.24, 0.82, 0.1)),
  offline: dashed(ring(0.78, CUT), 8, 0.6),
  needsYou: without(
    polygon(4, 0.68, Math.PI / 4),
    union(
      stroke(
        [
          [0, -0.44],
          [0, 0.08],
        ],
        CUT,
      ),
      (x, y) => disc(0.16)(x, y - 0.42),
    ),
  ),
  error: without(
    polygon(8, 0.88, 0),
    union(
      stroke(
        [
          [-0.36, -0.36],
          [0.36, 0.36],
        ],
        CUT,
      ),
      stroke(
        [
          [0.36, -0.36],
          [-0.36, 0.36],
        ],
        CUT,
      ),
    ),
  ),
};

/** Mid tones that stand out on light and on dark bars. */
const COLOURS: Readonly<Record<HealthState, Colour>> = {
  upToDate: [0x14, 0x9a, 0x8c],
  syncing: [0x3b, 0x82, 0xf6],
  paused: [0x8a, 0x94, 0xa6],
  offline: [0x8a, 0x94, 0xa6],
  needsYou: [0xe0, 0x8a, 0x0b],
  error: [0xdc, 0x35, 0x35],
};

/** macOS recolours the picture itself and looks at alpha only. */
const TEMPLATE: Colour = [0, 0, 0];

/** The tray's picture of a state. `template` is for macOS. */
export const drawMark = (state: HealthState, size: number, template: boolean): Picture =>
  draw([{ shape: SHAPES[state], colour: template ? TEMPLATE : COLOURS[state] }], size);

/** The same as a PNG file. */
export const markPng = (state: HealthState, size: number, template: boolean): Buffer =>
  encodePng(drawMark(state, size, template));

/** The app's own icon: a plumb line and its bob on teal. */
export const appIconPng = (size: number): Buffer =>
  encodePng(
    draw(
      [
        { shape: box(0, 0, 0.86, 0.86, 0.38), colour: [0x0f, 0x76, 0x6e] },
        {
          shape: stroke(
            [
              [-0.34, -0.52],
              [0.34, -0.52],
            ],
            0.12,
          ),
          colour: [0xff, 0xff, 0xff],
        },
        {
          shape: stroke(
            [
              [0, -0.52],
              [0, 0.1],
            ],
            0.07,
          ),
          colour: [0xff, 0xff, 0xff],
        },
        {
          shape: convex([
            [-0.22, 0],
            [0.22, 0],
            [0.22, 0.26],
            [0, 0.64],
            [-0.22, 0.26],
          ]),
          colour: [0x5e, 0xea, 0xd4],
        },
      ],
      size,
    ),
  );
