// A form in Excel, out and back: three edited cells are three differences, two are taken, and taken back. Totals kept in
// somebody's Excel file stand beside ours until each difference is explained.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { THIS_YEAR, expect, test } from "../pages.ts";
import { serve } from "../server.ts";
import { typed } from "../workbook.ts";

const server = serve();

/** The report of the chair who signs in, for a period that is not sent yet. */
const REPORT = new URLSearchParams({
  unit: "cdcs-mau",
  form: "1-hdcd",
  period: `${Number(THIS_YEAR) - 1}-12-01/${THIS_YEAR}-11-30`,
});
const PAGE = `/reports/sheet?${REPORT}`;

/** The form as it is downloaded from its page. */
async function downloaded(page: Page): Promise<Buffer> {
  await page.goto(PAGE);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Tải biểu Excel" }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^1-hdcd-cdcs-mau.*\.xlsx$/);
  return readFile(await download.path());
}

/** Drops a file on the page, as from a folder. */
async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  const dropped = await page.evaluateHandle(
    ([title, bytes]) => {
      const data = new DataTransfer();
      const whole = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
      data.items.add(new File([whole], title));
      return data;
    },
    [name, content.toString("base64")] as const,
  );
  await page.locator("form[data-drop]").first().dispatchEvent("drop", { dataTransfer: dropped });
}

test("three edited cells are three differences; two are taken and taken back", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs" });
  const form = await downloaded(page);
  await drop(page, "khong-sua.xlsx", form);
  await expect(page.locator("#differences h2")).toHaveText("Không có ô nào khác");

  await page.goto(PAGE);
  await drop(page, "da-sua.xlsx", typed(form, { A13: 17, A14: 4, A19: 5 }));
  const rows = page.locator("#differences tbody tr");
  await expect(page.locator("#differences h2")).toHaveText("3 ô khác");
  await expect(rows).toHaveCount(3);
  for (const line of ["A13", "A14", "A19"]) {
    await expect(page.locator(`tr[data-line="${line}"] input[type=checkbox]`)).toBeChecked();
  }
  await page.locator('tr[data-line="A19"] input[type=checkbox]').uncheck();
  await page.getByRole("button", { name: "Nhận các dòng đã chọn" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Đã nhận" })).toBeVisible();

  // What was taken stands; the line that was left is the one difference.
  await drop(page, "da-sua.xlsx", typed(form, { A13: 17, A14: 4, A19: 5 }));
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toHaveAttribute("data-line", "A19");

  await page.goto(PAGE);
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Đã hoàn tác" })).toBeVisible();
  await drop(page, "khong-sua.xlsx", form);
  await expect(page.locator("#differences h2")).toHaveText("Không có ô nào khác");
});

test("a file of another period is refused in words", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs" });
  const form = await downloaded(page);
  const other = new URLSearchParams(REPORT);
  other.set("period", `${Number(THIS_YEAR) - 1}-12-01/${THIS_YEAR}-05-31`);
  await page.goto(`/reports/sheet?${other}`);
  await drop(page, "bieu.xlsx", form);
  await expect(page.getByRole("alert")).toContainText(REPORT.get("period") ?? "");
});

test("their total beside ours, until the difference is explained", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto(`/reports/parallel?${REPORT}`);
  const table = Buffer.from("Mã đơn vị,A13\ncdcs-mau,999999\n");
  await page.locator("#file").setInputFiles({ name: "tong-hop.csv", mimeType: "text/csv", buffer: table });
  const row = page.locator('tr[data-line="A13"]');
  await expect(row).toContainText("999.999");
  await row.getByText("Giải trình", { exact: true }).click();
  await row.locator('input[name="words"]').fill("Bảng cũ cộng cả nhà thuê");
  await row.getByRole("button", { name: "Ghi giải trình" }).click();
  await expect(row).toContainText("Bảng cũ cộng cả nhà thuê");
});
