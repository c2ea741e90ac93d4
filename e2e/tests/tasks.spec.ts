// A task in the browser: given to a union, reported by its chair on a phone with a record as evidence, accepted above; and the
// programme moves.

import type { Page } from "@playwright/test";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** The programme of Nghệ An for 2026. */
async function programme(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/programmes?unit=ldld-nghe-an&period=2026");
  const { items } = (await answer.json()) as { items: { id: string; title: string }[] };
  const found = items.find((one) => one.title === "Chương trình công tác năm 2026");
  if (!found) throw new Error("ldld-nghe-an has no programme for 2026");
  return found.id;
}

/** How far the tasks carry it, as the page writes it: hundredths of a percent. */
async function share(page: Page): Promise<number> {
  const text = await page.locator(".task-progress strong").innerText();
  return Math.round(Number(text.replace("%", "").replace(",", ".").trim()) * 100);
}

test("a task is given to a union, reported on a phone with a record, accepted above, and the programme moves", async ({ visit }) => {
  const title = "Mở lớp an toàn lao động cho tổ trưởng mới";
  const desk = await visit(server, { user: "chuyenvien" });
  const board = `/programmes/${await programme(desk)}/tasks`;
  await desk.goto(board);
  await desk.getByText("Thêm việc", { exact: true }).last().click();
  const form = desk.locator("#task-new form");
  await form.getByLabel("Việc cần làm").fill(title);
  await form.getByLabel("Hạn hoàn thành").fill("2026-12-18");
  await form.getByLabel("Trọng số").fill("20");
  await form.getByLabel("Đơn vị chủ trì").fill("cdcs-mau");
  await form.getByLabel("Phải có minh chứng").check();
  await form.getByRole("button", { name: "Thêm việc này" }).click();
  await expect(desk.getByRole("link", { name: title })).toBeVisible();
  const before = await share(desk);

  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await phone.goto("/tasks?view=unit&q=tổ trưởng mới");
  await phone.getByRole("link", { name: title }).click();
  const report = phone.locator("#task-report");
  await report.getByRole("button", { name: "Báo cáo hoàn thành" }).click();
  await expect(phone.getByRole("alert")).toContainText("cần minh chứng");
  await report.getByRole("checkbox").first().check();
  await report.getByLabel("Kết quả, một vài câu").fill("Lớp học một ngày, 20 người dự");
  await report.getByRole("button", { name: "Báo cáo hoàn thành" }).click();
  await expect(phone.locator(".task-badges")).toContainText("Chờ nghiệm thu");
  await expect(phone.locator(".task-proofs a")).toHaveAttribute("href", /\/registers\/.+\/records\//);
  await expect(phone.getByRole("button", { name: "Nghiệm thu" })).toHaveCount(0);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await desk.goto("/tasks?view=waiting");
  await desk.getByRole("link", { name: title }).click();
  await desk.getByRole("button", { name: "Nghiệm thu" }).click();
  await expect(desk.locator(".task-badges")).toContainText("Đã nghiệm thu");
  await desk.goto(board);
  expect(await share(desk)).toBeGreaterThan(before);
});

test("an overdue task comes up to the level above, and reminding by hand is kept", async ({ visit }) => {
  const officer = await visit(server, { user: "captren" });
  await officer.goto("/tasks?view=escalated");
  const late = officer.getByRole("row").filter({ hasText: "Tập huấn an toàn lao động cho tổ trưởng sản xuất" });
  await expect(late).toContainText("Quá hạn");
  await late.getByRole("link", { name: "Tập huấn an toàn lao động" }).click();
  await officer.getByText("Nhắc việc", { exact: true }).first().click();
  await officer.getByLabel("Nhắc thế nào, ai nghe").fill("Gọi điện cho chủ tịch");
  await officer.getByRole("button", { name: "Nhắc việc" }).click();
  await expect(officer.locator(".history")).toContainText("Gọi điện cho chủ tịch");
});

test("a calendar address gives the tasks without a session, until it is ended", async ({ visit, request }) => {
  const chair = await visit(server, { user: "cdcs" });
  await chair.goto("/me/calendar");
  await chair.getByLabel("Tên gọi").fill("Điện thoại");
  await chair.getByRole("button", { name: "Tạo địa chỉ lịch" }).click();
  const address = await chair.getByLabel("Địa chỉ để thêm vào ứng dụng lịch").inputValue();
  const given = await request.get(address);
  expect(given.headers()["content-type"]).toContain("text/calendar");
  const text = await given.text();
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(text).toContain("X-WR-TIMEZONE:Asia/Ho_Chi_Minh");
  expect(text.match(/BEGIN:VEVENT/g)?.length).toBeGreaterThan(5);
  await chair.goto("/me/calendar");
  await chair.getByRole("button", { name: /Hủy địa chỉ/ }).click();
  await expect(chair.getByText("Chưa có.")).toBeVisible();
  expect((await request.get(address)).status()).toBe(404);
});
