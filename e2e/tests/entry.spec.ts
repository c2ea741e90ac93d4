// Entry people like, in the browser: a block pasted and undone, a photo beside a record, the last record copied, what was typed
// found again, and a register built on a page whose figure stands at the top at once.

import type { Page } from "@playwright/test";
import { day, expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** A JPEG of one pixel that says where it was taken, behind an EXIF head. */
function photo(): Buffer {
  const pixel = Buffer.from(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
    "base64",
  );
  const exif = Buffer.concat([Buffer.from("Exif\0\0"), Buffer.from("GPS 18.6796 N, 105.6813 E")]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([pixel.subarray(0, 2), head, exif, pixel.subarray(2), Buffer.from([0xff, 0xd9])]);
}

/** The total of an indicator at the top of the federation this year. */
async function total(page: Page, indicator: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/figures?unit=vgcl&indicator=${indicator}&period=2026`);
  return ((await answer.json()) as { value: number | null }).value ?? 0;
}

const ROWS = [
  ["Đơn vị", "Ngày khai giảng", "Nội dung", "Số lượt người dự"],
  ["cdcs-mau", "02/03/2026", "An toàn điện", "1.250"],
  ["cdcs-mau", "03/03/2026", "Thương lượng", "30"],
  ["cdcs-mau", "31/02/2026", "Đối thoại", "40"],
  ["cdcs-mau", "05/03/2026", "Nữ công", "50"],
  ["cdcs-mau", "06/03/2026", "Bình đẳng giới", "60"],
];

test("five rows copied from a spreadsheet: one bad cell stops them all, corrected they are written at once and undone", async ({ visit }) => {
  const desk = await visit(server, { user: "captren" });
  const before = await total(desk, "training.classes");
  await desk.goto("/registers/training");
  await desk.getByRole("link", { name: "Dán nhiều bản ghi" }).click();
  await desk.getByLabel("Các ô chép từ bảng tính").fill(ROWS.map((row) => row.join("\t")).join("\n"));
  await desk.getByRole("button", { name: "Kiểm tra" }).click();
  await expect(desk.getByRole("alert")).toContainText("Có 1 dòng chưa ghi được");
  await expect(desk.locator("td.field-wrong")).toContainText("ngày không có trong lịch");
  expect(await total(desk, "training.classes")).toBe(before);

  // The list of what is wrong leads to the cell; arrows and Enter move through the table.
  await desk.getByRole("alert").getByRole("link").click();
  const wrong = desk.locator("#cell-2-1");
  await wrong.fill("28/02/2026");
  await wrong.press("ArrowUp");
  await expect(desk.locator("#cell-1-1")).toBeFocused();
  await desk.getByRole("button", { name: "Kiểm tra lại" }).click();
  await desk.getByRole("button", { name: "Ghi 5 bản ghi" }).click();
  await expect(desk.getByRole("status").first()).toContainText("Đã ghi 5 bản ghi");
  expect(await total(desk, "training.classes")).toBe(before + 5);

  await desk.getByRole("button", { name: "Hoàn tác" }).click();
  await expect(desk.getByRole("status").first()).toBeVisible();
  expect(await total(desk, "training.classes")).toBe(before);
});

test("a draft is found again, a photo is shown without its place, the last record is copied, and one click takes it back", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  const before = await total(chair, "training.classes");
  await chair.goto("/registers/training/new");
  const kept = chair.waitForResponse((answer) => answer.url().endsWith("/draft") && answer.status() === 204);
  await chair.getByLabel("Nội dung").fill("Sơ cấp cứu tại xưởng");
  await chair.getByLabel("Số lượt người dự").fill("48");
  await chair.getByLabel("Đối tượng").selectOption({ index: 1 });
  await kept;
  await chair.goto("/");
  await chair.goto("/registers/training");
  await chair.getByRole("link", { name: "Viết tiếp" }).click();
  await expect(chair.getByLabel("Nội dung")).toHaveValue("Sơ cấp cứu tại xưởng");
  await chair.getByLabel("Kinh phí", { exact: true }).fill("1.500.000");
  await chair.locator("#field-files").setInputFiles({ name: "lop.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<script>alert(1)</script>") });
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair.getByRole("alert")).toContainText("không thuộc loại được nhận");
  await expect(chair.getByLabel("Kinh phí", { exact: true })).toHaveValue("1.500.000");
  await chair.locator("#field-files").setInputFiles({ name: "lop.jpg", mimeType: "image/jpeg", buffer: photo() });
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair).toHaveURL(/\/registers\/training\/records\/[0-9a-f-]{36}$/);
  const record = chair.url();

  const picture = chair.locator("#files img");
  await expect(picture).toBeVisible();
  const served = await chair.request.get((await picture.getAttribute("src")) ?? "");
  expect(served.headers()["content-type"]).toBe("image/jpeg");
  expect(served.headers()["x-content-type-options"]).toBe("nosniff");
  expect(served.headers()["content-security-policy"]).toContain("sandbox");
  expect((await served.body()).includes("GPS")).toBe(false);
  expect(await chair.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await chair.goto("/registers/training/new");
  await expect(chair.getByLabel("Nội dung")).toHaveValue("");
  await chair.getByRole("button", { name: "Chép từ bản ghi trước" }).click();
  await expect(chair.getByLabel("Nội dung")).toHaveValue("Sơ cấp cứu tại xưởng");
  await expect(chair.getByLabel("Kinh phí", { exact: true })).toHaveValue("");

  expect(await total(chair, "training.classes")).toBe(before + 1);
  await chair.goto(record);
  await chair.getByRole("button", { name: "Hoàn tác" }).click();
  await expect(chair.locator(".badge").first()).toHaveText("Đã rút");
  expect(await total(chair, "training.classes")).toBe(before);
});

test("a register is built on a page: form, record, figure at the top, report line, export and versions", async ({ visit }) => {
  const builder = await visit(server, { user: "quantri" });
  await builder.goto("/registers");
  await builder.getByRole("link", { name: "Dựng sổ mới" }).click();
  await builder.getByLabel("Tên sổ").fill("Tủ sách công nhân");
  await builder.getByLabel("Văn bản quy định").fill("Kế hoạch văn hóa đọc");
  await builder.locator("#f1-name").fill("Nơi đặt");
  await builder.locator("#f2-name").fill("Số đầu sách");
  await builder.locator("#f2-kind").selectOption("count");
  await builder.locator("#m1-name").fill("Số đầu sách mở mới");
  await builder.locator("#m1-unit").fill("cuốn");
  await builder.locator("#m1-rule").selectOption("sum");
  await builder.locator("#m1-of").fill("Số sách");
  await builder.locator("#m1-form").selectOption("2-hdcd");
  await builder.locator("#m1-line").fill("ZZ1");
  await builder.getByRole("button", { name: "Xem trước" }).click();
  await expect(builder.locator("#verdict")).toContainText("dòng");
  await expect(builder.getByRole("button", { name: "Công bố" })).toHaveCount(0);
  await builder.locator("#m1-of").fill("Số đầu sách");
  await builder.getByRole("button", { name: "Xem trước" }).click();
  await expect(builder.locator("#verdict")).toContainText("Không có gì sai");
  await builder.getByRole("button", { name: "Công bố" }).click();
  await expect(builder).toHaveURL("/registers/tu_sach_cong_nhan/versions");

  const chair = await visit(server, { user: "cdcs" });
  await chair.goto("/registers");
  await chair.getByRole("link", { name: "Tủ sách công nhân", exact: true }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Tủ sách công nhân");
  await chair.getByRole("link", { name: "Ghi mới" }).first().click();
  await expect(chair).toHaveURL(/\/new$/);
  await chair.getByLabel("Nơi đặt").fill("Nhà ăn ca");
  await chair.getByLabel("Số đầu sách").fill("1.200");
  await chair.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(chair).toHaveURL(/\/registers\/tu_sach_cong_nhan\/records\//);
  const record = chair.url();
  const indicator = "tu_sach_cong_nhan.so_dau_sach_mo_moi";
  expect(await total(chair, indicator)).toBe(1200);
  await builder.goto(`/figures/open?unit=vgcl&indicator=${indicator}&period=2026`);
  await expect(builder.locator("main")).toContainText("1.200");

  // Its report line, its export.
  const report = await builder.request.get("/api/v1/reports?unit=ldld-nghe-an&form=2-hdcd&period=2025-12-01/2026-11-30");
  expect(report.status()).toBe(200);
  expect(await report.text()).toContain("ZZ1");
  const sheet = await chair.request.get("/registers/tu_sach_cong_nhan/records.csv?unit=cdcs-mau&period=2026");
  expect(await sheet.text()).toContain("Nhà ăn ca");

  const api = await builder.request.get("/api/v1/registers/tu_sach_cong_nhan");
  expect(await api.json()).toMatchObject({ version: 1, versions: [{ version: 1, pack: "federation" }] });

  // A new version; the record made before keeps its own.
  await builder.goto("/registers/tu_sach_cong_nhan/versions");
  await builder.getByText("Viết phiên bản mới").click();
  const text = await builder.locator("#field-text").inputValue();
  await builder.locator("#field-text").fill(text.replace("Nơi đặt", "Địa điểm"));
  await builder.getByLabel("Vì sao có phiên bản mới").fill("Gọi đúng tên");
  await builder.getByRole("button", { name: "Xem trước" }).click();
  await builder.getByRole("button", { name: "Công bố" }).click();
  await expect(builder.getByRole("row", { name: /Gọi đúng tên/ })).toBeVisible();
  await expect(builder.locator(".difference ins")).toContainText("Địa điểm");
  await chair.goto(record);
  await expect(chair.locator("main")).toContainText("Nơi đặt");
  await expect(chair.locator("main")).toContainText("Ghi theo phiên bản 1 của sổ; phiên bản hiện hành là 2");
});

test("a long form asks first what is always asked; the rest waits under its headings and opens where something is wrong", async ({ visit }) => {
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await phone.goto("/registers/agreements/new");
  const field = (id: string) => phone.locator(`[id="field-fields.${id}"]`);
  await expect(field("employer")).toBeVisible();
  for (const id of ["negotiated_on", "travel", "ended_on"]) await expect(field(id)).toBeHidden();
  await phone.locator("#field-occurred_on").fill(day(-3));
  await field("employer").fill("Công ty Gạch Rú Gám");
  await field("expires_on").fill(day(700));
  await phone.getByText("Thương lượng, lấy ý kiến, người ký").press("Enter");
  await field("negotiated_on").fill(day(-1));
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(phone.getByRole("alert")).toBeVisible();
  await expect(field("negotiated_on")).toBeVisible();
  await expect(field("negotiated_on")).toHaveAttribute("aria-invalid", "true");
  await expect(field("travel")).toBeHidden();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await field("negotiated_on").fill(day(-5));
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(phone).toHaveURL(/\/registers\/agreements\/records\/[0-9a-f-]{36}$/);
  await phone.getByRole("link", { name: "Sửa" }).click();
  for (const id of ["negotiated_on", "travel", "ended_on"]) await expect(field(id)).toBeVisible();
});
