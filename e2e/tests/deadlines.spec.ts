// What has to be done by when: an agreement that nobody sent to the authority is late on the phone of who signed it and on the page of
// the level above, until it is sent.

import { day, expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

test("an agreement that was not sent in ten days is late above and below until it is", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  await chair.goto("/registers/agreements/new");
  await chair.locator("#field-occurred_on").fill(day(-30));
  await chair.locator('[id="field-fields.employer"]').fill("Công ty Bao bì Sông Lam");
  await chair.locator('[id="field-fields.expires_on"]').fill(day(700));
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair).toHaveURL(/\/registers\/agreements\/records\/[0-9a-f-]{36}$/);
  const record = chair.url();
  const deadlines = chair.getByRole("region", { name: "Hạn xử lý" });
  await expect(deadlines.getByText("quá hạn 20 ngày")).toBeVisible();
  expect(await chair.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  // The first page leads to it.
  await chair.goto("/");
  await chair.getByRole("link", { name: /việc quá hạn/ }).click();
  const own = chair.locator("tbody tr").filter({ hasText: "quá hạn 20 ngày" });
  await expect(own).toHaveCount(1);
  expect(await chair.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  // The level above sees whose it is, and only the register it asks for.
  const above = await visit(server, { user: "captren" });
  await above.goto("/registers");
  await above.getByRole("link", { name: "Hạn xử lý" }).click();
  await above.getByLabel("Đang xem").selectOption("late");
  await above.getByLabel("Trong sổ").selectOption("agreements");
  await above.getByRole("button", { name: "Xem" }).click();
  const row = above.locator("tbody tr").filter({ hasText: "quá hạn 20 ngày" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Thỏa ước lao động tập thể");
  await row.getByRole("link").first().click();
  await expect(above).toHaveURL(record);

  // Sent: the record says it was too late, and nobody is asked any more.
  await above.getByRole("link", { name: "Sửa" }).click();
  await above.locator('[id="field-fields.sent_on"]').fill(day(0));
  await above.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(above.getByRole("region", { name: "Hạn xử lý" })).toContainText("chậm 20 ngày");
  await chair.goto("/deadlines?show=late&register=agreements");
  await expect(chair.locator("tbody tr").filter({ hasText: "quá hạn 20 ngày" })).toHaveCount(0);
});
