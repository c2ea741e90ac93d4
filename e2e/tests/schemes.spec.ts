// Schemes with money in the browser: a claim is judged rule by rule while it is filled in, refused by the rule it breaks,
// approved and paid by others than who handed it in; the numbers of the scheme follow and open.

import type { Page } from "@playwright/test";
import { SIZES, expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** Opens a scheme by a part of its title. */
async function scheme(page: Page, title: string): Promise<void> {
  await page.goto("/schemes");
  await page.getByRole("link", { name: title }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
}

/** One of the numbers of a scheme. */
function money(page: Page, label: string) {
  return page.locator("dl.facts-wide > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${label}$`) }) }).locator("dd");
}

const FOUNDING = "Đề án hỗ trợ thành lập công đoàn cơ sở từ 25 đoàn viên";
const BETTER = "Đề án hỗ trợ ký thỏa ước có lợi hơn";

test("77 unions are paid, the 78th is refused by the budget and says so", async ({ visit }) => {
  const page = await visit(server, { user: "quantri" });
  await scheme(page, FOUNDING);
  await expect(money(page, "Đã chi")).toContainText("77.000.000");
  await expect(money(page, "Đã chi")).toContainText("77 đề nghị");
  await expect(money(page, "Còn lại").locator("a")).toHaveText(/^0\s/);

  // The number opens to its claims, a claim to its record, and the record back to the claim.
  await money(page, "Đã chi").getByRole("link").click();
  await expect(page.locator("tbody tr")).toHaveCount(77);
  await page.locator("tbody th a").first().click();
  await page.getByRole("link", { name: "Hỗ trợ thành lập công đoàn cơ sở", exact: true }).click();
  await expect(page.getByText("Hỗ trợ thành lập công đoàn cơ sở").first()).toBeVisible();
  await expect(page.locator("a[href^='/claims/']")).toBeVisible();

  // The 78th, filled in anew: every rule but one holds.
  await scheme(page, FOUNDING);
  await page.getByRole("link", { name: "Lập đề nghị chi" }).click();
  await page.waitForURL(/\/claims\/new/);
  const asked = new URL(page.url());
  asked.searchParams.set("unit", "ldld-ha-noi");
  asked.searchParams.set("outcome", "cdcs-gom-ben-trang");
  await page.goto(asked.toString());
  await page.getByLabel("Số đoàn viên khi thành lập").fill("41");
  await page.getByLabel("Quyết định công nhận").fill("07/QĐ-CĐ");
  await page.getByRole("button", { name: "Xem các quy định" }).click();
  const broken = page.locator(".verdicts li", { hasText: "không đạt" });
  await expect(broken).toHaveCount(1);
  await expect(broken).toContainText("cần 1.000.000 đồng, còn 0 trên 77.000.000 đồng");
  await page.getByRole("button", { name: "Nộp đề nghị" }).click();
  await expect(page).toHaveURL(/\/claims\//);
  await expect(page.getByRole("note")).toContainText("còn 0 trên 77.000.000 đồng");
  await expect(page.getByRole("note").locator("code")).toHaveText("budget");
  await scheme(page, FOUNDING);
  await expect(money(page, "Đã chi")).toContainText("77.000.000");
});

test("a claim is approved and paid by others, on a phone too, and the numbers follow", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  await scheme(chair, BETTER);
  expect(await chair.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(SIZES.phone.width);
  await chair.goto(chair.url() + "/claims?state=waiting");
  await chair.locator("tbody th a").first().click();
  await chair.waitForURL(/\/claims\/[0-9a-f-]+$/);
  await expect(chair.locator(".verdicts")).toBeVisible();
  await expect(chair.getByRole("button", { name: "Duyệt chi" })).toHaveCount(0);
  const claim = chair.url();

  const officer = await visit(server, { user: "chuyenvien" });
  await officer.goto(claim);
  await expect(officer.locator(".verdicts li", { hasText: "không đạt" })).toHaveCount(0);
  await officer.getByRole("button", { name: "Duyệt chi" }).click();
  await officer.getByLabel("Số chứng từ").fill("PC 099");
  await officer.getByRole("button", { name: "Đã chi" }).click();
  await expect(officer.locator(".head .badge")).toHaveText("đã chi");
  await officer.getByRole("link", { name: "Hỗ trợ thương lượng, ký kết thỏa ước", exact: true }).click();
  await expect(officer.locator("a[href^='/claims/']")).toBeVisible();
  await scheme(officer, BETTER);
  await expect(money(officer, "Đã chi")).toContainText("4 đề nghị");

  // The same voucher pays nothing else.
  await officer.goto(officer.url() + "/claims?state=approved");
  await officer.locator("tbody th a").first().click();
  await officer.getByLabel("Số chứng từ").fill("pc 099");
  await officer.getByRole("button", { name: "Đã chi" }).click();
  await expect(officer.getByRole("alert")).toContainText("chứng từ PC 099");
});

test("a scheme made on a page is the same thing as one of the pack", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto("/schemes/new");
  await page.getByLabel("Tên đề án").fill("Hỗ trợ công đoàn mới năm 2026");
  await page.locator("#field-from_day").fill("2026-01-01");
  await page.getByLabel("Ngày cuối").fill("2026-12-31");
  await page.getByLabel("Kinh phí (đồng)").fill("20.000.000");
  await page.getByLabel("Mức chi cho mỗi kết quả (đồng)").fill("2.000.000");
  await page.getByLabel("Số đoàn viên ít nhất").fill("20");
  await page.getByLabel("Công thức 1").fill("membres > 3");
  await page.getByLabel("Căn cứ").fill("Kế hoạch 20/KH-LĐLĐ");
  await page.getByRole("button", { name: "Mở đề án" }).click();
  await expect(page.locator("#errors")).toContainText("membres");
  await page.getByLabel("Công thức 1").fill("form == 'enterprise'");
  await page.getByRole("button", { name: "Mở đề án" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hỗ trợ công đoàn mới năm 2026");
  await page.getByRole("link", { name: "Tệp định nghĩa" }).click();
  await expect(page.locator("#field-definition")).toHaveValue(/id = "ho_tro_cong_doan_moi_nam_2026"/);
});
