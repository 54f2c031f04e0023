// Grafana's grid: 24 columns, cells of 30 pixels, and 8 between them.

const COLUMNS = 24;
const CELL = 30;
const GAP = 8;

/** Where a panel is on a page of so many pixels. */
export function place({ x, y, w, h }, width) {
  const column = (width + GAP) / COLUMNS;
  return {
    left: Math.round(x * column),
    top: y * (CELL + GAP),
    width: Math.round(w * column) - GAP,
    height: h * (CELL + GAP) - GAP,
  };
}

export function pageHeight(panels) {
  return Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * (CELL + GAP);
}
