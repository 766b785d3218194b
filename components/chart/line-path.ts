/** Pixels around the plot, for labels of values at the left and half a label of time at the right. */
export const LEFT = 76;
export const RIGHT = 16;
export const TOP = 8;

/** A plot in pixels: `last` is the index at its right edge, `top` the value at its upper one. */
export interface Frame {
  width: number;
  height: number;
  last: number;
  top: number;
}

type Values = readonly (number | null)[];

function pointOf(index: number, value: number, { width, height, last, top }: Frame): { x: number; y: number } {
  return {
    x: round(LEFT + (index / Math.max(1, last)) * (width - LEFT - RIGHT)),
    y: round(TOP + (1 - value / top) * (height - TOP)),
  };
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;

/** SVG path through the values from one index to another; interrupted where a value is unknown. */
export function linePath(values: Values, from: number, to: number, frame: Frame): string {
  const parts: string[] = [];
  let isDown = false;
  for (let index = from; index <= to; index += 1) {
    const value = values[index] ?? null;
    if (value !== null) {
      const { x, y } = pointOf(index, value, frame);
      parts.push(`${isDown ? 'L' : 'M'}${x.toString()} ${y.toString()}`);
    }
    isDown = value !== null;
  }
  return parts.join('');
}

/** Values with unknown neighbours, through which no line goes. */
export function loneDots(values: Values, frame: Frame): { x: number; y: number }[] {
  return values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [pointOf(index, value, frame)] : [],
  );
}
