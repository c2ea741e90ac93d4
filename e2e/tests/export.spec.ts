// The spreadsheet of a unit's figures, read by a program that is not ours.

import { spawnSync } from "node:child_process";
import { CLASSES, expect, test, totalOf } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** Prints the cells of the first sheet, row by row, as JSON. */
const READ = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(open(sys.argv[1], "rb"), data_only=True).worksheets[0]
print(json.dumps([[cell if isinstance(cell, (int, float, type(None))) else str(cell) for cell in row]
                  for row in sheet.iter_rows(values_only=True)]))
`;

type Row = (string | number | null)[];

function read(file: string): Row[] {
  const python = spawnSync("python3", ["-c", READ, file], { encoding: "utf8" });
  if (python.error || /No module named/.test(python.stderr)) {
    const why = python.error?.message ?? python.stderr.trim();
    throw new Error(`The spreadsheet is read by python3 with openpyxl: install python3-openpyxl, then start again.\n${why}`);
  }
  expect(python.status, python.stderr).toBe(0);
  return JSON.parse(python.stdout) as Row[];
}

test("the spreadsheet of a unit's figures holds the number of the page", async ({ visit }) => {
  const page = await visit(server, { user: "quantri" });
  await page.goto("/figures?unit=ldld-nghe-an&period=2022-01-01/2022-10-31");
  const shown = await totalOf(page, CLASSES);
  expect(shown).toBe(35);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Xuất Excel" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  const rows = read(await download.path());
  const heading = rows.findIndex((row) => row.includes("Mã chỉ tiêu"));
  const column = rows[heading]?.indexOf("Tổng") ?? -1;
  const line = rows.find((row) => row.includes("training.classes"));
  expect(column).toBeGreaterThan(0);
  expect(line?.[column]).toBe(shown);
});

test("the spreadsheet of an opened number holds its parts and their sum", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto("/figures/open?unit=ldld-nghe-an&indicator=training.attendances&period=2022-01-01/2022-10-31");
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Xuất Excel" }).click();
  const rows = read(await (await coming).path());
  const heading = rows.findIndex((row) => row.includes("Nguồn"));
  const end = rows.findIndex((row) => row.includes("Tổng cộng"));
  const numbers = rows.slice(heading + 1, end).map((row) => row.filter((cell) => typeof cell === "number").at(-1));
  const values = numbers.filter((value) => value !== undefined);
  expect(values.length).toBe(await page.locator("table.parts tbody tr").count());
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(3095);
  expect(rows[end]).toContain(3095);
});
