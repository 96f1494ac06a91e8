/** The little of SVG that the pictures need. Coordinates are pixels. */

/** A rectangle, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A piece of SVG text. */
export type Shape = string;

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Text that fits into a width; fonts differ, so the estimate is a generous one. */
export function fitted(text: string, width: number, size: number): string {
  const most = Math.max(1, Math.floor(width / (size * 0.56)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

export function box({ x, y, width, height }: Box, style: string, radius = 8): Shape {
  return `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

export function text(
  x: number,
  y: number,
  content: string,
  style = "",
  anchor: "start" | "middle" | "end" = "start",
): Shape {
  return `<text class="${style}" x="${x}" y="${y}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}>${escaped(content)}</text>`;
}

/** A line through points, with a head at its end. */
export function arrow(points: readonly (readonly [number, number])[], style: string): Shape {
  return `<path class="arrow ${style}" d="M${points.map(([x, y]) => `${x} ${y}`).join(" L")}" marker-end="url(#${style}-head)"/>`;
}

/** `count` boxes of equal width side by side in `box`, `perRow` at most in a row. */
export function grid(
  count: number,
  { x, y, width }: Omit<Box, "height">,
  { perRow, height, gap }: { perRow: number; height: number; gap: number },
): Box[] {
  const columns = Math.max(1, Math.min(count, perRow));
  const each = (width - gap * (columns - 1)) / columns;
  return Array.from({ length: count }, (_, index) => ({
    x: round(x + (index % columns) * (each + gap)),
    y: y + Math.floor(index / columns) * (height + gap),
    width: round(each),
    height,
  }));
}

export const round = (value: number): number => Math.round(value * 10) / 10;

/** Lowest edge of some boxes. */
export const bottom = (boxes: readonly Box[], otherwise: number): number =>
  Math.max(otherwise, ...boxes.map(({ y, height }) => y + height));
