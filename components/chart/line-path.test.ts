import { expect, it } from 'vitest';
import { type Frame, linePath, loneDots } from './line-path.ts';

const frame: Frame = { width: 76 + 16 + 100, height: 108, last: 4, top: 10 };

it('a line goes through all values, the highest at the upper edge', () => {
  expect(linePath([0, 5, 10, 5, 0], 0, 4, frame)).toBe('M76 108L101 58L126 8L151 58L176 108');
});

it('a line is interrupted where nothing is known, and a value between two unknown ones is a dot', () => {
  const values = [0, 5, null, 5, null];
  expect(linePath(values, 0, 4, frame)).toBe('M76 108L101 58M151 58');
  expect(loneDots(values, frame)).toEqual([{ x: 151, y: 58 }]);
});

it('one value alone is a dot and no division by zero', () => {
  expect(loneDots([3], { ...frame, last: 0 })).toEqual([{ x: 76, y: 78 }]);
});
