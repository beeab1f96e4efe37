import type { Box } from './layout';

/** A curve from the right side of one box to the left side of another. */
export function edgePath(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + Math.min(from.height / 2, 23)];
  const [x2, y2] = [to.x, to.y + Math.min(to.height / 2, 23)];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** The same between the sides that face each other; a bow to the left where one stands above the other. */
export function callPath(from: Box, to: Box): string {
  const [y1, y2] = [from.y + Math.min(from.height / 2, 30), to.y + Math.min(to.height / 2, 30)];
  const isRight = to.x >= from.x + from.width;
  const isLeft = to.x + to.width <= from.x;
  const [x1, x2] = [isRight ? from.x + from.width : from.x, isLeft ? to.x + to.width : to.x];
  const bend = isRight || isLeft ? Math.max(24, Math.abs(x2 - x1) / 2) : 40;
  return `M${x1} ${y1} C${x1 + (isRight ? bend : -bend)} ${y1} ${x2 + (isLeft ? bend : -bend)} ${y2} ${x2} ${y2}`;
}
