// Boxes within boxes, as an SVG that is readable on a light and on a dark page.

const FONT = 13;
/** Of a letter of that font, at most. */
const LETTER = 8;
const LINE = 18;
const PADDING = 12;
const GAP = 12;
/** Fills by depth, so that a box stands out from the one around it. */
const STYLE = `
  text { font: ${FONT}px ui-sans-serif, system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  rect { stroke: #8c959f; fill: #ffffff; }
  .odd { fill: #f0f3f6; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    rect { stroke: #6e7681; fill: #161b22; }
    .odd { fill: #22272e; }
  }`;

/**
 * A box has a title, a text below it, and other boxes, side by side (`row`) or one below the other (`column`); without a title only
 * those are drawn. Returns the SVG's text, the same for the same boxes.
 *
 * @typedef {{ title?: string, text?: string, row?: Box[], column?: Box[] }} Box
 * @param {Box & { description: string }} picture
 * @returns {string}
 */
export function svgOf({ description, ...root }) {
  const size = measure(root);
  const { width, height } = { width: size.width + 2 * GAP, height: size.height + 2 * GAP };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="description">`,
    `<desc id="description">${escape(description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    ...draw(root, { x: GAP, y: GAP, ...size }, 0),
    '</svg>',
    '',
  ].join('\n');
}

const linesOf = ({ title, text }) => [title, text].filter((line) => line !== undefined);
const childrenOf = ({ row, column }) => row ?? column ?? [];
const frameOf = (box) => (box.title === undefined ? 0 : PADDING);

function measure(box) {
  const sizes = childrenOf(box).map(measure);
  const sum = (values) => values.reduce((total, value) => total + value, 0) + GAP * Math.max(0, values.length - 1);
  const widths = sizes.map(({ width }) => width);
  const heights = sizes.map(({ height }) => height);
  const inner = box.row
    ? { width: sum(widths), height: Math.max(0, ...heights) }
    : { width: Math.max(0, ...widths), height: sum(heights) };
  const lines = linesOf(box);
  const textWidth = Math.ceil(Math.max(0, ...lines.map((line) => line.length)) * LETTER);
  const textHeight = lines.length * LINE + (lines.length > 0 && sizes.length > 0 ? GAP / 2 : 0);
  const frame = 2 * frameOf(box);
  return { width: Math.max(inner.width, textWidth) + frame, height: inner.height + textHeight + frame, textHeight };
}

/** The place is at least as large as what was measured; what is left goes to the boxes within. */
function draw(box, { x, y, width, height }, depth) {
  const { textHeight, ...needed } = measure(box);
  const frame = frameOf(box);
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"${depth % 2 ? ' class="odd"' : ''}/>`;
  const texts = linesOf(box).map(
    (line, index) =>
      `<text x="${x + frame}" y="${y + frame + FONT + index * LINE}"${index === 0 ? ' class="title"' : ''}>${escape(line)}</text>`,
  );
  const children = childrenOf(box);
  const along = box.row ? 'width' : 'height';
  const spare = (box.row ? width - needed.width : height - needed.height) / Math.max(1, children.length);
  let at = box.row ? x + frame : y + frame + textHeight;
  const drawn = children.flatMap((child) => {
    const size = measure(child);
    const place = box.row
      ? { x: at, y: y + frame + textHeight, width: size.width + spare, height: height - 2 * frame - textHeight }
      : { x: x + frame, y: at, width: width - 2 * frame, height: size.height + spare };
    at += place[along] + GAP;
    return draw(child, place, depth + (box.title === undefined ? 0 : 1));
  });
  return [...(box.title === undefined ? [] : [rect, ...texts]), ...drawn];
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
