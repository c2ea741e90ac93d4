// A record becomes a figure: written on a phone, seen at the root, opened down again, withdrawn, restored.

import type { Page } from "@playwright/test";
import { ATTENDANCES, CLASSES, THIS_YEAR, expect, number, opened, test, total, totalOf } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** Units from the root down to the one that records. */
const WAY = ["vgcl", "ldld-nghe-an", "cd-kkt-dong-nam", "cdcs-mau"];
const TOPIC = "Đối thoại định kỳ và nội quy lao động";
const ATTENDEES = 47;
/** The chair who records, and so the author every page must name. */
const CHAIR = "Đậu Thị Hòa Lam";

/** Fills the form of a training class and sends it. */
async function send(page: Page, attendees: string): Promise<void> {
  await page.getByLabel("Nội dung").fill(TOPIC);
  await page.getByLabel("Đối tượng").selectOption({ label: "Đoàn viên, người lao động" });
  await page.getByLabel("Số lượt người dự").fill(attendees);
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
}

/** Writes a training class from the first page and gives the address of its record. */
async function record(page: Page): Promise<string> {
  await page.goto("/");
  await page.getByRole("link", { name: "Lớp đào tạo, bồi dưỡng, tập huấn" }).first().click();
  await send(page, String(ATTENDEES));
  await expect(page).toHaveURL(/\/registers\/training\/records\/[0-9a-f-]{36}$/);
  return page.url();
}

async function totals(page: Page): Promise<{ classes: number; attendances: number }> {
  return { classes: await totalOf(page, CLASSES), attendances: await totalOf(page, ATTENDANCES) };
}

test("a class written on a phone stands in the totals of the province and the root and opens down to its record", async ({ visit }) => {
  const root = await visit(server, { user: "quantri" });
  const above = await root.context().newPage();
  await root.goto(`/figures?unit=ldld-nghe-an&period=${THIS_YEAR}`);
  await above.goto(`/figures?unit=vgcl&period=${THIS_YEAR}`);
  const [province, whole] = [await totals(root), await totals(above)];

  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await phone.getByRole("link", { name: "Lớp đào tạo, bồi dưỡng, tập huấn" }).first().click();
  await expect(phone.getByRole("heading", { level: 1 })).toHaveText("Ghi mới");

  await test.step("a wrong number is said at its field and in the summary, and nothing typed is lost", async () => {
    await send(phone, "bốn bảy");
    const summary = phone.getByRole("alert");
    await expect(summary).toContainText("Có 1 chỗ cần sửa");
    await expect(summary.getByRole("link")).toContainText("Số lượt người dự");
    const wrong = phone.getByLabel("Số lượt người dự");
    await expect(wrong).toHaveAttribute("aria-invalid", "true");
    await expect(wrong).toHaveAccessibleDescription(/\S/);
    await expect(phone.locator(".field-wrong .field-error")).toHaveCount(1);
    await expect(wrong).toHaveValue("bốn bảy");
    await expect(phone.getByLabel("Nội dung")).toHaveValue(TOPIC);
    await expect(phone.getByLabel("Đối tượng")).toHaveValue("members");
    await summary.getByRole("link").click();
    await expect(wrong).toBeFocused();
  });

  await phone.getByLabel("Số lượt người dự").fill(String(ATTENDEES));
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(phone).toHaveURL(/\/registers\/training\/records\/[0-9a-f-]{36}$/);
  await expect(phone.locator(".facts-wide")).toContainText(TOPIC);
  await expect(phone.locator(".facts-wide")).toContainText(String(ATTENDEES));
  await expect(phone.locator(".history")).toContainText(CHAIR);
  const address = new URL(phone.url()).pathname;

  await Promise.all([root.reload(), above.reload()]);
  const more = ({ classes, attendances }: { classes: number; attendances: number }) => {
    return { classes: classes + 1, attendances: attendances + ATTENDEES };
  };
  expect(await totals(root)).toEqual(more(province));
  expect(await totals(above)).toEqual(more(whole));

  await test.step("the root's number opens step by step down to the record, and says who wrote it", async () => {
    await total(above, CLASSES).click();
    for (const [depth, unit] of WAY.entries()) {
      await expect(above).toHaveURL(new RegExp(`/figures/open\\?.*unit=${unit}\\b`));
      await expect(above.locator(".trail li")).toHaveCount(depth + 1);
      const sum = number(await above.locator("table.parts tfoot .figure").innerText());
      expect(sum).toBe(await opened(above));
      const below = WAY[depth + 1];
      if (!below) break;
      await above.locator(`table.parts td.strong a[href*="unit=${below}&"]`).click();
    }
    const line = above.locator("table.parts tbody tr", { has: above.locator(`a[href="${address}"]`) });
    await expect(line).toContainText(CHAIR);
    await line.getByRole("link").click();
    await expect(above).toHaveURL(new RegExp(`${address}$`));
    await expect(above.locator(".facts-wide")).toContainText(TOPIC);
    await expect(above.locator(".history")).toContainText(CHAIR);
  });
});

test("a class withdrawn with a reason leaves the totals by one, and restored it comes back", async ({ visit }) => {
  const root = await visit(server, { user: "quantri" });
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await record(phone);
  await root.goto(`/figures?unit=vgcl&period=${THIS_YEAR}`);
  const before = await totals(root);

  await phone.getByText("Rút bản ghi").first().click();
  await phone.getByLabel("Lý do").fill("Lớp hoãn sang quý sau");
  await phone.getByRole("button", { name: "Rút bản ghi" }).click();
  await expect(phone.locator(".head .badge")).toHaveText("Đã rút");
  await expect(phone.locator(".history")).toContainText("Lớp hoãn sang quý sau");
  await root.reload();
  expect(await totals(root)).toEqual({ classes: before.classes - 1, attendances: before.attendances - ATTENDEES });

  await phone.getByLabel("Lý do").fill("Lớp vẫn mở đúng ngày");
  await phone.getByRole("button", { name: "Khôi phục bản ghi" }).click();
  await expect(phone.locator(".head .badge")).toHaveText("Đã ghi");
  await expect(phone.locator(".history")).toContainText("Lớp vẫn mở đúng ngày");
  await root.reload();
  expect(await totals(root)).toEqual(before);
});

test("without a reason nothing is withdrawn, and the page says so", async ({ visit }) => {
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await record(phone);
  await phone.getByText("Rút bản ghi").first().click();
  // A blank is a reason to the browser; the server knows better.
  await phone.getByLabel("Lý do").fill("   ");
  await phone.getByRole("button", { name: "Rút bản ghi" }).click();
  await expect(phone.getByRole("alert")).toBeVisible();
  await expect(phone.locator(".head .badge")).toHaveText("Đã ghi");
});
