// Where the tiles go: one rectangle for each, in a grid or around a speaker.

const GAP = 8;
const WIDE = 16 / 9;
const TALL_BOX = [WIDE, 4 / 3, 1.1]; // on a phone held upright a picture may be cropped at its sides
const STRIP_SHARE = 0.2;
const MIN_STRIP = 84;

/** The largest equal tiles that fit, centred, row by row. */
export function grid(count, box) {
  if (!count) return [];
  const ratios = box.height > box.width ? TALL_BOX : [WIDE];
  let best = { width: 0, height: 0 };
  for (const ratio of ratios) {
    for (let columns = 1; columns <= count; columns++) {
      const tiles = fit(columns, Math.ceil(count / columns), ratio, box);
      if (tiles.width * tiles.height > best.width * best.height * 1.02) best = tiles;
    }
  }
  return place(count, best, box);
}

function fit(columns, rows, ratio, box) {
  const wide = (box.width - GAP * (columns - 1)) / columns;
  const high = (box.height - GAP * (rows - 1)) / rows;
  const width = Math.min(wide, high * ratio);
  return { columns, rows, width, height: width / ratio };
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

/**
 * One large tile, at least as wide for its height as `ratio`, and the others in a strip: below it, or
 * beside it on a wide stage.
 */
export function speaker(count, main, box, ratio) {
  if (count <= 1) return grid(count, box);
  const beside = box.width > box.height * 2;
  const strip = beside
    ? { ...box, left: box.left + box.width * (1 - STRIP_SHARE), width: box.width * STRIP_SHARE }
    : stripBelow(box, ratio);
  const rest = grid(count - 1, strip);
  const large = beside
    ? { ...box, width: box.width - strip.width - GAP }
    : { ...box, height: box.height - strip.height - GAP };
  rest.splice(main, 0, centred(large));
  return rest;
}

/** As wide a picture as cameras make at most: no black beside it. */
function centred(box) {
  const width = Math.min(box.width, box.height * WIDE);
  return { ...box, left: box.left + (box.width - width) / 2, width };
}

function stripBelow(box, ratio) {
  const height = Math.max(MIN_STRIP, box.height * STRIP_SHARE, box.height - GAP - box.width / ratio);
  return { left: box.left, top: box.top + box.height - height, width: box.width, height };
}
