// From a directive to the level above: a union opens its programme, answers all clauses but one, and the union above it sees
// the one that is missing.

import type { Page } from "@playwright/test";
import { THIS_YEAR, expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** The plan of the province that the unions below answer. */
const PLAN = "09/KH-LĐLĐ";

async function plan(page: Page): Promise<void> {
  await page.goto(`/directives?${new URLSearchParams({ q: PLAN })}`);
  await page.getByRole("link", { name: PLAN }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(PLAN);
}

test("a union opens a programme, leaves one clause, and the level above sees the one gap", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  await plan(chair);
  await chair.getByRole("link", { name: "Mở chương trình" }).click();
  await chair.getByLabel("Tên chương trình").fill("Kế hoạch năm của May mẫu theo kế hoạch tỉnh");
  await chair.locator("#field-period").fill(THIS_YEAR);
  await chair.getByRole("button", { name: "Mở chương trình" }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Kế hoạch năm của May mẫu theo kế hoạch tỉnh");

  await chair.getByRole("link", { name: "Trả lời từng mục" }).click();
  const clauses = chair.locator("fieldset.clause");
  await expect(clauses).toHaveCount(7);
  await clauses.nth(0).getByLabel("Nhận", { exact: true }).check();
  // Not applicable without a reason comes back, with everything chosen kept.
  await clauses.nth(1).getByLabel("Không áp dụng").check();
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair.getByRole("alert")).toContainText("II.1");
  await expect(clauses.nth(0).getByLabel("Nhận", { exact: true })).toBeChecked();
  await clauses.nth(1).getByRole("textbox").fill("Công đoàn cơ sở không có quỹ riêng");
  await clauses.nth(2).getByLabel("Nhận và bổ sung").check();
  await clauses.nth(2).getByRole("textbox").fill("Chia cho ba tổ công đoàn");
  // The last one is left.
  for (const place of [3, 4, 5]) await clauses.nth(place).getByLabel("Nhận", { exact: true }).check();
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair.locator("main")).toContainText("6/7");
  expect(await chair.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  const above = await visit(server, { user: "captren" });
  await plan(above);
  await above.getByRole("link", { name: "Ma trận" }).click();
  await expect(above.getByRole("status")).toContainText("Còn thiếu 1 câu trả lời");
  await above.getByLabel("Chỉ chỗ còn thiếu").check();
  await above.locator(".filter-form button").click();
  await expect(above).toHaveURL(/gaps=1/);
  const rows = above.locator("table.matrix tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("III.2");
  await rows.first().getByRole("link", { name: "Chưa trả lời" }).click();
  await expect(above).toHaveURL(/\/programmes\/[0-9a-f-]{36}\/answers$/);
});

test("the cascade of the resolution names the one unit that left a clause", async ({ visit }) => {
  const page = await visit(server, { user: "quantri" });
  await page.goto("/directives?q=02-NQ%2FTW");
  await page.getByRole("link", { name: "02-NQ/TW" }).first().click();
  await page.getByRole("link", { name: "Triển khai" }).click();
  // The model union may have left one in the test above.
  const open = page.locator("table tbody tr").filter({ has: page.locator(".target-not-met"), hasNotText: "May mẫu" });
  await expect(open).toHaveCount(1);
  await expect(open).toContainText("Quỳnh Lưu");
});
