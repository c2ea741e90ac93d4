// Everything works in a browser that runs no scripts.

import { THIS_YEAR, expect, number, opened, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

test("without scripts a chair signs in, records, and opens the number the record feeds", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs", size: "phone", script: false });
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Xin chào");

  await page.goto(`/figures/open?unit=cdcs-mau&indicator=training.classes&period=${THIS_YEAR}`);
  const before = await opened(page);

  await page.goto("/");
  await page.getByRole("link", { name: "Lớp đào tạo, bồi dưỡng, tập huấn" }).first().click();
  await page.getByLabel("Nội dung").fill("Sơ cứu tại nơi làm việc");
  await page.getByLabel("Số lượt người dự").fill("1.250");
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(page).toHaveURL(/\/registers\/training\/records\//);
  await expect(page.locator(".facts-wide")).toContainText("1.250");
  const record = new URL(page.url()).pathname;

  await page.locator(".fed a.figure").first().click();
  await expect(page).toHaveURL(/\/figures\/open\?unit=cdcs-mau/);
  expect(await opened(page)).toBe(before + 1);
  const sum = number(await page.locator("table.parts tfoot .figure").innerText());
  expect(sum).toBe(before + 1);
  await page.locator(`table.parts a[href="${record}"]`).click();
  await expect(page.locator(".facts-wide")).toContainText("Sơ cứu tại nơi làm việc");
});

test("without scripts the tree of units opens branch by branch", async ({ visit }) => {
  const page = await visit(server, { user: "quantri", script: false });
  await page.goto("/units");
  await expect(page.locator('.tree a.tree-name[href="/units/cd-kkt-dong-nam"]')).toHaveCount(0);
  await page.locator('a.tree-toggle[href="/units?under=ldld-nghe-an"]').click();
  await page.locator('a.tree-toggle[href="/units?under=cd-kkt-dong-nam"]').click();
  await page.locator('a.tree-name[href="/units/cdcs-mau"]').click();
  await expect(page).toHaveURL(/\/units\/cdcs-mau$/);
});

test("with scripts a branch opens and closes in place", async ({ visit }) => {
  const page = await visit(server, { user: "quantri" });
  await page.goto("/units");
  const toggle = page.locator('a.tree-toggle[href="/units?under=ldld-nghe-an"]');
  const below = page.locator('a.tree-name[href="/units/cd-kkt-dong-nam"]');
  await toggle.click();
  await expect(below).toBeVisible();
  await expect(toggle).toHaveAttribute("aria-expanded", "true");
  await expect(page).toHaveURL(/\/units$/);
  await toggle.click();
  await expect(below).toBeHidden();
  await expect(toggle).toHaveAttribute("aria-expanded", "false");
});
