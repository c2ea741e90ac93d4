// A report about an event in the browser: begun on a phone for the days a stoppage lasted, filled, sent, found and approved above.

import type { Page } from "@playwright/test";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

const FORM = "bc-ngung-viec";
const REPORTS = "/reports?unit=cdcs-mau";

/** The state of a report as its page says it. */
function state(page: Page) {
  return page.locator(".report-standing .badge");
}

/** The row of a line of the form. */
function line(page: Page, number: string) {
  return page.locator(".report-lines tbody tr").filter({ has: page.getByRole("cell", { name: number, exact: true }) });
}

/** Nothing on the page is wider than a phone, and no button than its place. */
async function narrow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const wide = await page.locator("main .btn").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
  expect(wide).toEqual([]);
}

test("a stoppage is reported for its days, from the phone of the chair to the approval above", async ({ visit }) => {
  test.setTimeout(180_000);
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  const officer = await visit(server, { user: "captren" });
  const events = phone.locator("#events");
  const days = async (from: string, to: string) => {
    await phone.getByLabel("Từ ngày").fill(from);
    await phone.getByLabel("Đến hết ngày").fill(to);
    await phone.getByRole("button", { name: "Mở báo cáo" }).click();
  };

  await test.step("the form asks for the days, and says which cannot be reported", async () => {
    await phone.goto(REPORTS);
    await expect(events).toContainText("Chưa có báo cáo nào");
    await phone.getByLabel("Biểu", { exact: true }).selectOption(FORM);
    await phone.getByRole("button", { name: "Xem" }).click();
    await expect(state(phone)).toHaveCount(0);
    await narrow(phone);
    await days("2026-05-07", "2026-05-03");
    await expect(phone.getByRole("alert")).toContainText("Ngày cuối ở trước ngày đầu");
    await expect(phone.getByLabel("Từ ngày")).toHaveValue("2026-05-07");
    const tomorrow = await phone.request.get(`${REPORTS}&form=${FORM}&from=2026-05-03&to=2199-05-07`);
    expect(tomorrow.status()).toBe(422);
    expect(await tomorrow.text()).toContain("Ngày này chưa tới");
  });

  await test.step("it is filled for exactly these days; what is declared is of the month and says so", async () => {
    await days("2026-05-03", "2026-05-07");
    await expect(state(phone)).toHaveText("Chưa lập");
    await expect(phone.locator(".report-standing")).toContainText("09/05/2026");
    await phone.getByRole("link", { name: "Điền số liệu" }).click();
    await narrow(phone);
    await phone.locator('[id="field-line.5"]').fill("12.000.000");
    await phone.locator('[id="field-line.6"]').fill("0");
    for (const reason of await phone.locator("details.more:has(#reason-5), details.more:has(#reason-6)").all()) {
      await reason.locator("summary").click();
      await reason.locator("input").fill("Đối chiếu với bảng lương");
    }
    await phone.getByRole("button", { name: "Lưu", exact: true }).click();
    await expect(state(phone)).toHaveText("Đang lập");
    await expect(line(phone, "5").locator(".figure")).toHaveText("12.000.000");
    await expect(line(phone, "5")).toContainText("Số khai theo tháng: Tháng 5/2026");
    await expect(events.locator("tbody tr")).toContainText(["Đang lập"]);
    await narrow(phone);
  });

  await test.step("it is sent", async () => {
    const explain = phone.getByLabel("Giải thích chỗ không khớp");
    if (await explain.count()) await explain.fill("Đang rà lại");
    await phone.getByRole("button", { name: "Gửi báo cáo" }).click();
    await expect(state(phone)).toHaveText("Đã gửi, chờ duyệt");
  });

  await test.step("above it is found among what waits, whatever period is looked at, and approved", async () => {
    await officer.goto("/reports/awaited?unit=cd-kkt-dong-nam");
    await officer.locator("#waiting").getByRole("link", { name: "Từ 03/05/2026 đến 07/05/2026" }).click();
    await expect(state(officer)).toHaveText("Đã gửi, chờ duyệt");
    await officer.getByRole("button", { name: "Duyệt" }).click();
    await expect(state(officer)).toHaveText("Đã duyệt");
  });

  await test.step("approved, it waits no longer and is still found among what came", async () => {
    await officer.goto("/reports/awaited?unit=cd-kkt-dong-nam");
    await expect(officer.locator("#waiting").getByRole("link", { name: "Từ 03/05/2026" })).toHaveCount(0);
    const received = officer.locator("#events tbody tr");
    await expect(received).toHaveCount(1);
    await expect(received).toContainText(["Đã duyệt"]);
    await received.getByRole("link", { name: "Từ 03/05/2026 đến 07/05/2026" }).click();
    await expect(state(officer)).toHaveText("Đã duyệt");
  });

  await test.step("the unit finds it again, begins another, and programs read it", async () => {
    await phone.goto(REPORTS);
    await expect(events.locator("tbody tr")).toHaveCount(1);
    await expect(events.locator("tbody tr")).toContainText("Đã duyệt");
    await events.getByRole("link", { name: "Lập mới" }).click();
    await expect(phone.getByLabel("Từ ngày")).toHaveValue("");
    const period = encodeURIComponent("2026-05-03/2026-05-07");
    const read = await phone.request.get(`/api/v1/reports?unit=cdcs-mau&form=${FORM}&period=${period}`);
    expect(read.status()).toBe(200);
    const report = await read.json();
    expect([report.standing.state, report.due_on]).toEqual(["approved", "2026-05-09"]);
    const months = report.lines.map((one: { months?: string }) => one.months ?? "");
    expect(months).toEqual(["", "", "", "", "2026-05", "2026-05"]);
  });

  await test.step("a form that comes back takes up its own period again", async () => {
    await phone.goto(`${REPORTS}&form=${FORM}&from=2026-05-03&to=2026-05-07`);
    await phone.getByLabel("Biểu", { exact: true }).selectOption("1-hdcd");
    await phone.getByRole("button", { name: "Mở báo cáo" }).click();
    await expect(phone.locator(".report-form h2")).toContainText("hoạt động công đoàn cơ sở");
    await expect(phone.getByLabel("Kỳ", { exact: true })).not.toHaveValue("2026-05-03/2026-05-07");
  });
});

test("in English too the days are asked for in words", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto(`/reports?unit=ldld-nghe-an&form=${FORM}`);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByLabel("First day").fill("2026-05-07");
  await page.getByRole("button", { name: "Open the report" }).click();
  await expect(page.getByRole("alert")).toContainText("Give the day");
});
