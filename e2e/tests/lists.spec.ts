// Lists in the browser: the search over people and units, columns, kept views, those who left, and the keys.

import type { Page } from "@playwright/test";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** The union of the chair who signs in. */
const OWN = "cdcs-mau";

/** The headings of the list, in order. */
async function headings(page: Page): Promise<string[]> {
  return page.locator("table thead th").allInnerTexts();
}

/** A name without marks, in small letters. */
function plain(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

/** The name of the first member of a list. */
async function first(page: Page, unit: string): Promise<string> {
  await page.goto(`/members?unit=${unit}`);
  return page.locator("table tbody th a").first().innerText();
}

test("a search without marks finds people and units from every page, by keys alone", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  const name = await first(page, OWN);
  await page.goto("/figures");
  await page.keyboard.press("/");
  const dialog = page.getByRole("dialog", { name: "Tìm người, đơn vị" });
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type(plain(name));
  await expect(dialog.getByRole("link", { name }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(dialog.locator("[data-hit]").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/members\/[0-9a-f-]{36}$/);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.keyboard.press("Control+k");
  await dialog.getByRole("searchbox").fill(OWN);
  await dialog.locator(`[data-hit][href="/units/${OWN}"]`).click();
  await expect(page).toHaveURL(new RegExp(`/units/${OWN}$`));
});

test("the search works without scripts and shows nobody beyond reach", async ({ visit }) => {
  const upper = await visit(server, { user: "quantri", script: false });
  const name = await first(upper, OWN);
  await upper.getByRole("link", { name: /Tìm người, đơn vị/ }).click();
  await upper.getByRole("searchbox").fill(plain(name));
  await upper.getByRole("button", { name: "Tìm", exact: true }).click();
  await expect(upper.locator("main .found-list a", { hasText: name }).first()).toBeVisible();
  const member = await visit(server, { user: "doanvien", script: false });
  await member.goto(`/search?q=${encodeURIComponent(plain(name))}`);
  await expect(member.locator("main .found-none")).toBeVisible();
});

test("columns are chosen, stay while filtering, and a view keeps them", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs" });
  await page.goto(`/members?unit=${OWN}`);
  expect(await headings(page)).toContain("Số điện thoại");
  await page.getByText("Cột", { exact: true }).click();
  for (const label of ["Số điện thoại", "Giới tính"]) await page.getByRole("checkbox", { name: label }).uncheck();
  await page.getByRole("button", { name: "Hiện các cột này" }).click();
  await expect(page).toHaveURL(/col=/);
  const shown = await headings(page);
  expect(shown).not.toContain("Số điện thoại");
  await page.locator("#state").selectOption("left");
  await expect(page).toHaveURL(/state=left.*col=/);
  await page.goto(`/members?unit=${OWN}&col=number&col=unit`);
  await page.getByText("Góc nhìn", { exact: true }).click();
  await page.locator("#view-name").fill("Số và đơn vị");
  await page.getByRole("button", { name: "Lưu góc nhìn" }).click();
  await page.goto(`/members?unit=${OWN}`);
  await page.getByText("Góc nhìn", { exact: true }).click();
  await page.getByRole("link", { name: "Số và đơn vị" }).click();
  await expect(page).toHaveURL(/col=number&col=unit/);
  expect(await headings(page)).toEqual(["Họ và tên", "Mã số", "Đơn vị"]);
  await page.getByText("Góc nhìn", { exact: true }).click();
  await page.getByRole("button", { name: "Bỏ góc nhìn Số và đơn vị" }).click();
  await page.getByText("Góc nhìn", { exact: true }).click();
  await expect(page.getByRole("link", { name: "Số và đơn vị" })).toHaveCount(0);
});

test("keys move in a list, open a row, go to main pages, and say what they do", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs" });
  await page.goto(`/members?unit=${OWN}`);
  const names = page.locator("table tbody th a");
  for (const key of ["j", "j", "k"]) await page.keyboard.press(key);
  await expect(names.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/members\/[0-9a-f-]{36}$/);
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(page).toHaveURL(/\/members$/);
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/members\/new/);
  await page.goto("/units");
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Phím tắt" });
  await expect(keys).toBeVisible();
  await keys.getByRole("checkbox").uncheck();
  await keys.getByRole("button", { name: "Đóng" }).click();
  await page.keyboard.press("/");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
