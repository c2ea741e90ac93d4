// Keys and pasting in a table of cells: arrows and Enter move up and down, a block copied from a spreadsheet fills the cells
// from the one it is pasted into. Without this file the table is a form like any other.

/** The cells of the grid around an input, row by row. */
function cells(input: HTMLInputElement): HTMLInputElement[][] {
  const grid = input.closest("[data-grid]");
  const rows = grid ? [...grid.querySelectorAll("tbody tr")] : [];
  return rows.map((row) => [...row.querySelectorAll<HTMLInputElement>("input[name=cell]")]);
}

/** Where an input stands in its grid: row and column, from 0. */
function place(grid: HTMLInputElement[][], input: HTMLInputElement): [number, number] {
  const row = grid.findIndex((line) => line.includes(input));
  return [row, grid[row]?.indexOf(input) ?? -1];
}

function cellOf(target: EventTarget | null): HTMLInputElement | null {
  const input = target instanceof HTMLInputElement && target.name === "cell" ? target : null;
  return input?.closest("[data-grid]") ? input : null;
}

document.addEventListener("keydown", (event) => {
  const input = cellOf(event.target);
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" || event.key === "Enter" ? 1 : 0;
  if (!input || step === 0 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const grid = cells(input);
  const [row, column] = place(grid, input);
  const next = grid[row + step]?.[column];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

document.addEventListener("paste", (event) => {
  const input = cellOf(event.target);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!input || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
  event.preventDefault();
  const grid = cells(input);
  const [row, column] = place(grid, input);
  text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .forEach((line, down) => {
      line.split("\t").forEach((value, across) => {
        const cell = grid[row + down]?.[column + across];
        if (cell) cell.value = value;
      });
    });
});
