// A programme with its targets: how far each is, and the number behind it.

import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

test("the programme of Thái Nguyên for 2020 shows three targets with their progress, and a value opens its number", async ({ visit }) => {
  const page = await visit(server, { user: "quantri" });
  await page.goto("/programmes?unit=ldld-thai-nguyen&period=2020");
  await page.locator("table tbody th a").first().click();
  await expect(page).toHaveURL(/\/programmes\/[0-9a-f-]{36}$/);

  const targets = page.locator("table.targets tbody tr");
  await expect(targets).toHaveCount(3);
  await expect(targets.locator("progress")).toHaveCount(3);
  for (const target of await targets.all()) {
    await expect(target.locator(".bar-text")).toHaveText(/^\d+\s%$/);
    await expect(target.locator(".badge")).not.toBeEmpty();
  }
  await expect(targets.filter({ hasText: "ít nhất" })).toContainText("70");

  const admitted = targets.filter({ hasText: "10.000" }).locator("td.number a.figure");
  const value = await admitted.innerText();
  await admitted.click();
  await expect(page).toHaveURL(/\/figures\/open\?.*unit=ldld-thai-nguyen/);
  // Whoever is awaited and said nothing makes it incomplete; the number is the same.
  await expect(page.locator(".opened-value .figure")).toContainText(value);
});

test("a programme leads up to the directive it answers and to the graph around it", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs", size: "phone" });
  await page.goto("/programmes?unit=cdcs-mau&period=2022");
  await page.locator("table tbody th a").first().click();
  await page.locator(".facts a[href^='/directives/']").click();
  await expect(page.locator("svg.graph .graph-current")).toHaveCount(1);
  for (const symbol of ["02-NQ/TW", "58-KH/TU", "02/CTr-LĐLĐ"]) {
    await expect(page.locator("svg.graph a", { hasText: symbol }), symbol).toHaveCount(1);
  }
});
