/**
 * A shape as its signed distance: how far a point is from the edge, below zero inside. The picture spans -1 to 1 both
 * ways, y down. Distances make sharp edges at every size, with no drawing library and no picture files.
 */
export type Shape = (x: number, y: number) => number;

export const disc =
  (radius: number): Shape =>
  (x, y) =>
    Math.hypot(x, y) - radius;

/** A circle's line of a width. */
export const ring =
  (radius: number, width: number): Shape =>
  (x, y) =>
    Math.abs(Math.hypot(x, y) - radius) - width / 2;

/** A line through points with round ends. */
export function stroke(points: readonly (readonly [number, number])[], width: number): Shape {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 1; i < points.length; i++) {
      const [ax, ay] = points[i - 1] ?? [0, 0];
      const [bx, by] = points[i] ?? [0, 0];
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      nearest = Math.min(nearest, Math.hypot(x - ax - dx * along, y - ay - dy * along));
    }
    return nearest - width / 2;
  };
}

/** A box with round corners, by its middle and half its sides. */
export const box =
  (cx: number, cy: number, halfWidth: number, halfHeight: number, corner: number): Shape =>
  (x, y) => {
    const qx = Math.abs(x - cx) - halfWidth + corner;
    const qy = Math.abs(y - cy) - halfHeight + corner;
    return Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - corner;
  };

/** A polygon with equal sides around the middle. `turn` is the angle of the middle of its first side, in radians. */
export const polygon =
  (sides: number, inner: number, turn: number): Shape =>
  (x, y) => {
    let distance = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < sides; i++) {
      const angle = turn + (i * 2 * Math.PI) / sides;
      distance = Math.max(distance, x * Math.cos(angle) + y * Math.sin(angle) - inner);
    }
    return distance;
  };

/** A filled triangle or other convex outline, its corners in clockwise order as seen. */
export const convex =
  (corners: readonly (readonly [number, number])[]): Shape =>
  (x, y) => {
    let distance = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < corners.length; i++) {
      const [ax, ay] = corners[i] ?? [0, 0];
      const [bx, by] = corners[(i + 1) % corners.length] ?? [0, 0];
      const length = Math.hypot(bx - ax, by - ay) || 1;
      distance = Math.max(distance, ((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length);
    }
    return distance;
  };

export const union =
  (...shapes: Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

/** What is left of a shape after another was cut out of it. */
export const without =
  (shape: Shape, cut: Shape): Shape =>
  (x, y) =>
    Math.max(shape(x, y), -cut(x, y));

/** A shape cut into equal pieces around the middle, `share` of each kept. */
export const dashed =
  (shape: Shape, pieces: number, share: number): Shape =>
  (x, y) => {
    const step = (2 * Math.PI) / pieces;
    const angle = Math.atan2(y, x);
    const within = Math.abs(angle - Math.round(angle / step) * step);
    // The gap's edge as a distance along the circle.
    return Math.max(shape(x, y), (within - (share * step) / 2) * Math.hypot(x, y));
  };
