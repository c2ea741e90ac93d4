// A member card in the browser: asked for by the chair, signed by the level above, shown on the holder's phone, scanned
// and checked by somebody who is nobody here, and worth nothing once it is revoked.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** The union of the chair who signs in. */
const OWN = "cdcs-mau";

/** The decoder: the package is its function, though its types call that function its default export. */
const decode = jsQR as unknown as typeof jsQR.default;

/** Opens the file of a member by name, in the list of a unit. */
async function file(page: Page, name: string): Promise<void> {
  await page.goto(`/members?${new URLSearchParams({ unit: OWN, q: name })}`);
  await page.getByRole("link", { name, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
}

/** Reads the code shown on a page as a camera would: from its picture. */
async function scan(page: Page): Promise<string> {
  const picture = PNG.sync.read(await page.getByRole("img", { name: "Mã QR của thẻ" }).screenshot());
  const found = decode(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (!found) throw new Error("no code is seen in the picture");
  return found.data;
}

/** What a stranger is told about a scanned text. */
async function checked(page: Page, text: string): Promise<string> {
  await page.goto("/cards/verify");
  await page.getByLabel("Nội dung mã QR").fill(text);
  await page.getByRole("button", { name: "Kiểm tra thẻ" }).click();
  return page.getByRole("status").innerText();
}

test("a card is asked for, signed, shown on a phone, scanned, checked by a stranger, and revoked", async ({ visit }) => {
  const holder = await visit(server, { user: "doanvien", size: "phone" });
  await holder.goto("/me");
  const name = await holder.locator(".card-note").filter({ hasText: /\p{L}/u }).first().innerText();

  const chair = await visit(server, { user: "cdcs" });
  await file(chair, name);
  const cards = chair.locator("#cards");
  await cards.getByText("Đề nghị cấp thẻ", { exact: true }).first().click();
  await cards.getByRole("button", { name: "Đề nghị cấp thẻ" }).click();
  await expect(cards).toContainText("Đã đề nghị");
  await expect(cards.getByRole("button", { name: "Duyệt và cấp" })).toHaveCount(0);

  const officer = await visit(server, { user: "captren" });
  await file(officer, name);
  await officer.locator("#cards").getByRole("button", { name: "Duyệt và cấp" }).click();
  await expect(officer.locator("#cards")).toContainText("Đã cấp");

  await chair.reload();
  const [download] = await Promise.all([
    chair.waitForEvent("download"),
    cards.getByRole("link", { name: "In thẻ (PDF)" }).click(),
  ]);
  expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe("%PDF-");

  await holder.goto("/me");
  const text = await scan(holder);
  expect(text).toMatch(/^CDV1:/);

  const stranger = await visit(server);
  expect(await checked(stranger, text)).toContain("Thẻ thật, còn giá trị");
  await expect(stranger.getByText(name)).toBeVisible();
  expect(await checked(stranger, text.slice(0, -2) + (text.endsWith("AA") ? "BB" : "AA"))).toContain("Thẻ giả");

  await cards.getByText("Thu hồi", { exact: true }).first().click();
  await cards.locator("input[name=reason]").fill("mất thẻ");
  await cards.getByRole("button", { name: "Thu hồi" }).click();
  await expect(cards).toContainText("Đã thu hồi");
  expect(await checked(stranger, text)).toContain("đã bị thu hồi");
  await holder.goto("/me");
  await expect(holder.getByRole("img", { name: "Mã QR của thẻ" })).toHaveCount(0);
});

test("an exchange of cards shows how far each unit is", async ({ visit }) => {
  const officer = await visit(server, { user: "captren" });
  await officer.goto("/cards/campaigns");
  await officer.getByLabel("Tên đợt").fill("Đổi thẻ đoàn viên 2026");
  await officer.getByLabel("Số kế hoạch, quyết định").fill("12/KH-CĐ");
  await officer.getByRole("button", { name: "Mở đợt đổi thẻ" }).click();
  await expect(officer.getByRole("heading", { level: 1 })).toContainText("Đổi thẻ đoàn viên 2026");

  const chair = await visit(server, { user: "cdcs" });
  await chair.goto(`/members?unit=${OWN}`);
  const name = await chair.locator("table.stacked tbody th a").nth(2).innerText();
  await file(chair, name);
  const cards = chair.locator("#cards");
  await cards.getByText("Đề nghị cấp thẻ", { exact: true }).first().click();
  await cards.locator("#card-request-cause").selectOption("renewed");
  await cards.getByLabel("Đợt đổi thẻ").selectOption({ label: "Đổi thẻ đoàn viên 2026" });
  await cards.getByRole("button", { name: "Đề nghị cấp thẻ" }).click();
  await expect(cards).toContainText("Đã đề nghị");

  await officer.reload();
  const row = officer.getByRole("row", { name: /CĐCS Công ty May mẫu/ });
  await expect(row).toContainText("214");
  await expect(row).toContainText("1");
});
