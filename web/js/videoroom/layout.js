// Where the tiles go: one rectangle for each, in a grid or around a speaker.

const GAP = 8;
const RATIO = 16 / 9;
const STRIP_SHARE = 0.2;
const MIN_STRIP = 84;

/** The largest equal tiles of 16:9 that fit, centred, row by row. */
export function grid(count, box) {
  if (!count) return [];
  let best = { width: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const wide = (box.width - GAP * (columns - 1)) / columns;
    const high = (box.height - GAP * (rows - 1)) / rows;
    const width = Math.min(wide, high * RATIO);
    if (width > best.width + 0.5) best = { columns, rows, width, height: width / RATIO };
  }
  return place(count, best, box);
}

function place(count, { columns, rows, width, height }, box) {
  const top = box.top + (box.height - rows * height - GAP * (rows - 1)) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = box.left + (box.width - inRow * width - GAP * (inRow - 1)) / 2;
    return { left: left + (i % columns) * (width + GAP), top: top + row * (height + GAP), width, height };
  });
}

/** One large tile and the others in a strip: below it, or beside it on a wide stage. */
export function speaker(count, main, box) {
  if (count <= 1) return grid(count, box);
  const beside = box.width > box.height * 2;
  const strip = beside
    ? { left: box.left + box.width * (1 - STRIP_SHARE), top: box.top, width: box.width * STRIP_SHARE, height: box.height }
    : stripBelow(box);
  const rest = grid(count - 1, strip);
  const large = beside
    ? { ...box, width: box.width - strip.width - GAP }
    : { ...box, height: box.height - strip.height - GAP };
  rest.splice(main, 0, large);
  return rest;
}

function stripBelow(box) {
  const height = Math.max(MIN_STRIP, box.height * STRIP_SHARE);
  return { left: box.left, top: box.top + box.height - height, width: box.width, height };
}
