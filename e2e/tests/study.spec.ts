// A study session in the browser: the chair opens it, a member scans the code on the wall with a phone and taps once, and
// somebody without an account gives a name and a year of birth. Nobody counts twice.

import type { Page } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** The decoder: the package is its function, though its types call that function its default export. */
const decode = jsQR as unknown as typeof jsQR.default;

/** The day in the time zone of the federation, as a field of dates takes it. */
const TODAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format();

/** The directive studied: nobody of the demonstration has studied it. */
const DIRECTIVE = "58-KH/TU";

/** Reads the code shown on a page as a camera would: from its picture. */
async function scan(page: Page): Promise<string> {
  const picture = PNG.sync.read(await page.getByRole("img", { name: "Mã QR điểm danh" }).screenshot());
  const found = decode(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (!found) throw new Error("no code is seen in the picture");
  return found.data;
}

/** How many came, as the page of the session says. */
async function came(page: Page): Promise<number> {
  return Number.parseInt((await page.locator(".study-came").innerText()).trim(), 10);
}

/** How many have studied the directive, as the coverage says. */
async function studied(page: Page): Promise<number> {
  const fact = page.locator(".facts div", { hasText: "Đã học" }).locator("dd");
  return Number.parseInt((await fact.first().innerText()).trim(), 10);
}

/** No page is wider than the phone. */
async function fits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
}

test("people check in by the code on the wall, once each, with an account and without", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs" });
  await chair.goto("/directives/study/new");
  await chair.getByLabel("Nội dung").fill("Quán triệt kế hoạch của Tỉnh ủy");
  const option = chair.locator("#field-directives option", { hasText: DIRECTIVE });
  await chair.locator("#field-directives").selectOption((await option.first().getAttribute("value")) ?? "");
  await chair.getByLabel("Ngày tổ chức").fill(TODAY);
  await chair.getByLabel("Bắt đầu lúc").fill("00:00");
  await chair.getByLabel("Kết thúc lúc").fill("23:59");
  await chair.getByRole("button", { name: "Ghi buổi học" }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Quán triệt kế hoạch của Tỉnh ủy");
  const session = chair.url();
  expect(await came(chair)).toBe(0);
  const coverage = (await chair.locator("dd a[href*='/coverage?']").first().getAttribute("href")) ?? "";
  await chair.goto(coverage);
  expect(await studied(chair)).toBe(0);

  // The wall is what the room sees: no menu, no names.
  await chair.goto(`${session}/wall`);
  await expect(chair.getByRole("navigation")).toHaveCount(0);
  const address = await scan(chair);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/study\/[0-9a-f]{72}$/);

  await test.step("a member taps once, and a second tap does not count again", async () => {
    const phone = await visit(server, { user: "doanvien", size: "phone", script: false });
    await phone.goto(address);
    await fits(phone);
    await phone.getByRole("button", { name: "Điểm danh cho tôi" }).click();
    await expect(phone.getByRole("status")).toContainText("Đã điểm danh. Cảm ơn bạn.");
    await fits(phone);
    await phone.goto(address);
    await phone.getByRole("button", { name: "Điểm danh cho tôi" }).click();
    await expect(phone.getByRole("status")).toContainText("không tính thêm");
    await chair.goto(session);
    expect(await came(chair)).toBe(1);
    await chair.goto(coverage);
    expect(await studied(chair)).toBe(1);
  });

  await test.step("somebody without an account gives a name and a year", async () => {
    const phone = await visit(server, { size: "phone", script: false });
    await phone.goto(address);
    await fits(phone);
    await phone.getByLabel("Họ và tên").fill("Khách Đến Nghe");
    await phone.getByRole("button", { name: "Điểm danh" }).click();
    await expect(phone.getByRole("alert")).toContainText("năm sinh");
    await phone.getByLabel("Năm sinh").fill("1985");
    await phone.getByRole("button", { name: "Điểm danh" }).click();
    await expect(phone.getByRole("status")).toContainText("Đã điểm danh");
    await chair.goto(session);
    expect(await came(chair)).toBe(2);
    await expect(chair.getByText("Khách Đến Nghe").first()).toBeVisible();
    await chair.goto(coverage);
    expect(await studied(chair), "a guest is in no member file").toBe(1);
  });

  await test.step("a code of another session or an invented one is worth nothing", async () => {
    const phone = await visit(server, { size: "phone" });
    const answer = await phone.goto(address.slice(0, -2) + (address.endsWith("00") ? "11" : "00"));
    expect(answer?.status()).toBe(404);
  });

  await test.step("the closed session is a record, and its code is taken no more", async () => {
    await chair.goto(session);
    await chair.getByRole("button", { name: "Kết thúc buổi học" }).click();
    await expect(chair.getByText("đã vào sổ")).toBeVisible();
    await chair.getByRole("link", { name: "Xem bản ghi của buổi học" }).click();
    await expect(chair.locator("main")).toContainText(DIRECTIVE);
    const late = await visit(server, { size: "phone" });
    await late.goto(address);
    await expect(late.getByRole("status")).toContainText("Đã hết giờ điểm danh");
  });
});

test("a paper sent down is received, answered and seen at the desk that sent it", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  await chair.goto("/");
  await chair.getByRole("link", { name: /văn bản cấp trên gửi/ }).click();
  await chair.waitForURL(/dispatches/);
  await chair.getByRole("link", { name: "02-NQ/TW" }).first().click();
  await expect(chair.getByText("Công đoàn").first()).toBeVisible();
  await chair.getByLabel("Nội dung trả lời").fill("Đã quán triệt tại hai ca, kèm danh sách.");
  await chair.getByRole("button", { name: "Gửi trả lời" }).click();
  await expect(chair.getByText("Đã xong").first()).toBeVisible();

  const officer = await visit(server, { user: "captren" });
  await officer.goto("/directives/dispatches");
  await officer.getByRole("link", { name: "02-NQ/TW" }).first().click();
  const row = officer.getByRole("row", { name: /CĐCS Công ty May mẫu/ });
  await expect(row).toContainText("Đã quán triệt tại hai ca");
  await expect(row).toContainText("Đã xong");

  const specialist = await visit(server, { user: "chuyenvien" });
  await specialist.goto("/directives/dispatches");
  await specialist.getByRole("link", { name: "02-NQ/TW" }).first().click();
  await expect(specialist.getByText("Đã gửi tiếp xuống dưới")).toBeVisible();
  await specialist.locator("#state").selectOption("late");
  await expect(specialist).toHaveURL(/state=late/);
  await expect(specialist.getByText("quá hạn", { exact: false }).first()).toBeVisible();
});
