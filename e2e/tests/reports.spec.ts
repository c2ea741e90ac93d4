// A half-year of reports in the browser: filled on a phone, given back with reasons, sent again, approved; a late union chased;
// the period closed; what comes afterwards stands beside it in both totals.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { day, expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

const PERIOD = "2025-12-01/2026-05-31";
const UPPER = "cd-kkt-dong-nam";

function report(unit: string, form: string): string {
  return `/reports?unit=${unit}&form=${form}&period=${encodeURIComponent(PERIOD)}`;
}

/** The state of a report as its page says it. */
function state(page: Page) {
  return page.locator(".report-standing .badge");
}

/** The row of a line of the form. */
function line(page: Page, number: string) {
  return page.locator(".report-lines tbody tr").filter({ has: page.getByRole("cell", { name: number, exact: true }) });
}

test("a half-year goes up, comes back, is mended, approved and closed; a late class stands beside it in both totals", async ({ visit }) => {
  test.setTimeout(300_000);
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  const officer = await visit(server, { user: "captren" });
  const province = await visit(server, { user: "chuyenvien" });

  await test.step("the chair fills what no record gives, on a phone", async () => {
    await phone.goto(report("cdcs-mau", "1-hdcd"));
    await expect(state(phone)).toHaveText("Phải gửi");
    await expect(phone.locator(".report-standing")).toContainText("quá hạn");
    await phone.getByRole("link", { name: "Điền số liệu" }).click();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await phone.locator('[id="field-line.A01"]').fill("1.412");
    await phone.locator('[id="field-line.B07"]').fill("9");
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    await expect(phone.getByRole("alert")).toContainText("phải nêu lý do");
    await expect(phone.locator('[id="field-line.A01"]')).toHaveValue("1.412");
    await phone.locator('[id="reason-B07"]').fill("Ba vụ ghi sổ sau");
    await phone.locator('[name="absent.A14"]').check();
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    await expect(state(phone)).toHaveText("Đang lập");
    await expect(line(phone, "A14")).toContainText("không áp dụng");
    await expect(line(phone, "A01").locator(".figure")).toHaveText("1.412");
    await phone.getByRole("button", { name: "Gửi báo cáo" }).click();
    await expect(state(phone)).toHaveText("Đã gửi, chờ duyệt");
    await expect(phone.getByRole("link", { name: "Điền số liệu" })).toHaveCount(0);
  });

  await test.step("the level above gives it back with a reason on a line", async () => {
    await officer.goto(report("cdcs-mau", "1-hdcd"));
    await officer.getByLabel("Lý do theo dòng").fill("A01 gấp ba kỳ trước, xem lại");
    await officer.getByRole("button", { name: "Trả lại" }).click();
    await expect(state(officer)).toHaveText("Bị trả lại");
  });

  await test.step("the chair sees why, mends the line and sends again", async () => {
    await phone.reload();
    await expect(line(phone, "A01")).toContainText("gấp ba kỳ trước, xem lại");
    await phone.getByRole("link", { name: "Điền số liệu" }).click();
    await phone.locator('[id="field-line.A01"]').fill("412");
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    // Fewer workers than members: told before it goes out, and sent only with an explanation.
    await phone.getByRole("button", { name: "Gửi báo cáo" }).click();
    await expect(phone.getByRole("alert")).toContainText("không khớp");
    await phone.getByLabel("Giải thích chỗ không khớp").fill("Đang rà lại danh sách đoàn viên");
    await phone.getByRole("button", { name: "Gửi báo cáo" }).click();
    await expect(state(phone)).toHaveText("Đã gửi, chờ duyệt");
  });

  await test.step("above, that line and the share worked out from it are shown as different, and the report is approved", async () => {
    await officer.reload();
    const resent = officer.locator("#resent tbody tr");
    await expect(resent).toHaveCount(2);
    await expect(resent.first()).toContainText("−1.000");
    await expect(resent.last()).toContainText("%");
    await officer.getByRole("button", { name: "Duyệt" }).click();
    await expect(state(officer)).toHaveText("Đã duyệt");
  });

  await test.step("whoever is late is chased in one click", async () => {
    await officer.goto(`/reports/awaited?unit=${UPPER}&form=1-hdcd&period=${encodeURIComponent(PERIOD)}`);
    const rows = officer.locator("tbody tr");
    const all = await rows.count();
    expect(all).toBeGreaterThan(1);
    await expect(officer.locator("#awaited-heading")).toHaveText(`1 / ${all} báo cáo đã gửi`);
    await officer.getByRole("button", { name: `Nhắc ${all - 1} đơn vị chưa gửi` }).click();
    await expect(rows.filter({ hasText: "Phải gửi" }).first().locator("td").last()).toHaveText(/\d\d\/\d\d\/\d{4}/);
  });

  await test.step("the upper union sends its own form, added up from the same figures", async () => {
    await officer.goto(report(UPPER, "2-hdcd"));
    await officer.getByLabel("Giải thích chỗ không khớp").fill("Số lao động mới có của một đơn vị");
    await officer.getByRole("button", { name: "Gửi báo cáo" }).click();
    await expect(state(officer)).toHaveText("Đã gửi, chờ duyệt");
    await province.goto(report(UPPER, "2-hdcd"));
    await province.getByRole("button", { name: "Duyệt" }).click();
    await expect(state(province)).toHaveText("Đã duyệt");
  });

  await test.step("the province closes the period; the file's own hash is the seal", async () => {
    await province.goto("/reports/seals?unit=ldld-nghe-an");
    await province.getByLabel("Biểu và kỳ").selectOption(`2-hdcd|${PERIOD}`);
    await province.getByRole("button", { name: "Khóa sổ" }).click();
    const digest = await province.locator("code.digest").first().innerText();
    const waits = province.waitForEvent("download");
    await province.getByRole("link", { name: "CSV" }).first().click();
    const file = await readFile((await (await waits).path()) ?? "");
    expect(createHash("sha256").update(file).digest("hex")).toBe(digest);
  });

  await test.step("a class found later is an adjustment in the report of the union and in that of the level above", async () => {
    const recorded = await phone.request.get("/api/v1/units/cdcs-mau");
    expect(recorded.status()).toBe(200);
    await phone.goto("/registers/training/new");
    await phone.getByLabel("Nội dung").fill("Lớp ghi sổ sau khi khóa");
    await phone.getByLabel("Ngày", { exact: false }).first().fill("2026-04-10");
    await phone.getByLabel("Số lượt người dự").fill("25");
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    await expect(phone).toHaveURL(/\/registers\/training\/records\//);
    await phone.goto(report("cdcs-mau", "1-hdcd"));
    await expect(phone.locator("#adjustments tbody")).toContainText("Bản ghi ghi sau");
    await expect(phone.locator(".report-standing")).toContainText("Khóa sổ");
    await officer.goto(report(UPPER, "2-hdcd"));
    await expect(officer.locator("#adjustments tbody tr").filter({ hasText: "+25" })).toHaveCount(1);
    await expect(officer.locator("#since tbody tr").filter({ hasText: "+25" })).toHaveCount(1);
  });

  await test.step("a typed line of the approved report is adjusted with a reason, seen on both levels", async () => {
    await phone.getByRole("link", { name: "Điều chỉnh", exact: true }).click();
    await phone.locator('[id="field-line.A01"]').fill("415");
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    await expect(phone.getByRole("alert")).toContainText("phải nêu lý do");
    await phone.locator('[id="reason-A01"]').fill("Sót ba người tổ cơ điện");
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    await expect(state(phone)).toHaveText("Đã duyệt");
    await expect(line(phone, "A01").locator(".figure")).toHaveText("415");
    const adjusted = phone.locator("#adjustments tbody tr").filter({ hasText: "Sót ba người tổ cơ điện" });
    await expect(adjusted).toContainText("= 415");
    await expect(phone.locator(".history")).toContainText("Điều chỉnh sau khi duyệt");
    await officer.reload();
    await expect(officer.locator("#adjustments tbody")).toContainText("Sót ba người tổ cơ điện");
  });
});

test("who is reminded reads it on the first page, and days declared as lost are ended where they are listed", async ({ visit }) => {
  const officer = await visit(server, { user: "captren" });
  await officer.goto(`/reports/awaited?unit=${UPPER}&form=bc-thang`);
  await officer.getByLabel("Lời nhắn").fill("Gửi trước thứ Sáu");
  await officer.getByRole("button", { name: /^Nhắc \d+ đơn vị chưa gửi$/ }).click();
  await expect(officer.locator("#awaited-reports tbody tr").first().locator("td").last()).toHaveText(/\d\d\/\d\d\/\d{4}/);
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await phone.goto("/");
  const owed = phone.locator("#reports-owed li").filter({ hasText: "Gửi trước thứ Sáu" });
  await expect(owed).toContainText(/Nhắc ngày \d\d\/\d\d\/\d{4}, /);
  await owed.getByRole("link").click();
  await expect(phone.locator("#report-facts")).toContainText("Gửi trước thứ Sáu");

  await officer.getByText("Khai ngày không gửi được", { exact: true }).click();
  await officer.getByLabel("Từ ngày").fill(day(2));
  await officer.getByLabel("Đến hết ngày").fill(day(5));
  await officer.getByLabel("Lý do").fill("Báo bão số 12");
  await officer.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(officer.locator("#outages")).toContainText("Báo bão số 12");
  await officer.getByRole("button", { name: /^Kết thúc hôm nay/ }).click();
  await expect(officer.locator("#awaited-heading")).toBeVisible();
  await expect(officer.locator("#outages")).toHaveCount(0);
});
