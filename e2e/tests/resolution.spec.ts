// From a paper to a result: dropped, read, opened as a programme, shared out over the units below, and moved by a record.

import type { Page } from "@playwright/test";
import { CLASSES, THIS_YEAR, expect, number, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** A plan of our own: one citation and two targets, each with an indicator of its own. */
const TEXT = `LIÊN ĐOÀN LAO ĐỘNG TỈNH NGHỆ AN
Số: 73/KH-LĐLĐ

KẾ HOẠCH
Bồi dưỡng cán bộ công đoàn và thu hút đoàn viên

Căn cứ Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị, Ban Thường vụ đề ra các chỉ tiêu sau.

I. CHỈ TIÊU NĂM ${THIS_YEAR}
1. Phấn đấu mở ít nhất 40 lớp tập huấn cho cán bộ công đoàn.
2. Phấn đấu kết nạp mới ít nhất 6.000 đoàn viên.
`;
const TITLE = "Kế hoạch bồi dưỡng và thu hút đoàn viên";

/** Drops the text as a file on the box. */
async function drop(page: Page): Promise<void> {
  const carried = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "kế hoạch.txt", { type: "text/plain" }));
    return transfer;
  }, TEXT);
  await page.getByLabel("Đọc một văn bản").dispatchEvent("drop", { dataTransfer: carried });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kết quả đọc văn bản");
}

/** The value of the target as it stands. */
async function now(page: Page): Promise<number> {
  return number(await page.locator(".facts .figure").first().innerText());
}

test("a plan is dropped, opened as a programme, shared out, and a record below moves it", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto("/directives");
  await drop(page);
  await page.getByRole("button", { name: "Nhận và vào sổ" }).first().click();
  await expect(page).toHaveURL(/\/directives\/[0-9a-f-]{36}$/);

  await test.step("the targets of the text are offered to the programme, each with its indicator", async () => {
    await page.getByRole("link", { name: "Mở chương trình" }).click();
    await page.getByLabel("Tên chương trình").fill(TITLE);
    await page.locator("#field-period").fill(THIS_YEAR);
    await expect(page.getByLabel(/40 lớp tập huấn/)).toBeChecked();
    await expect(page.getByLabel(/6\.000 đoàn viên/)).toBeChecked();
    await page.getByRole("button", { name: "Mở chương trình" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(TITLE);
    await expect(page.locator("table.targets tbody tr")).toHaveCount(2);
  });

  await page.locator("table.targets").getByRole("link", { name: CLASSES }).click();
  await expect(page.locator(".quote")).toContainText("40 lớp tập huấn");
  const address = page.url();

  await test.step("worked out shares are kept only when they are sent, and they add up", async () => {
    await page.getByLabel("Chia theo").selectOption("equal");
    await page.getByRole("button", { name: "Tính thử" }).click();
    await expect(page.locator("#shares")).toContainText("Tính thử, chưa ghi");
    const shares = page.locator('#shares input[name^="share."]');
    const typed = await shares.evaluateAll((fields) => fields.map((field) => Number((field as HTMLInputElement).value)));
    expect(typed.length).toBeGreaterThan(1);
    expect(typed.reduce((sum, share) => sum + share, 0)).toBe(40);
    await shares.first().fill(String((typed[0] ?? 0) + 5));
    await page.getByRole("button", { name: "Phân bổ" }).click();
    await expect(page.getByRole("alert")).toContainText("vượt 5 so với chỉ tiêu 40");
    await page.locator('#shares input[name^="share."]').first().fill(String(typed[0]));
    await page.getByRole("button", { name: "Phân bổ" }).click();
    await expect(page.locator("#shares tfoot")).toContainText("khớp chỉ tiêu");
  });

  const before = await now(page);
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await phone.goto("/");
  await phone.getByRole("link", { name: "Lớp đào tạo, bồi dưỡng, tập huấn" }).first().click();
  await phone.getByLabel("Nội dung").fill("An toàn lao động cho tổ trưởng");
  await phone.getByLabel("Đối tượng").selectOption({ label: "Đoàn viên, người lao động" });
  await phone.getByLabel("Số lượt người dự").fill("31");
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await expect(phone).toHaveURL(/\/registers\/training\/records\/[0-9a-f-]{36}$/);

  await page.goto(address);
  expect(await now(page)).toBe(before + 1);
  const zone = page.locator("#shares tbody tr", { hasText: "Khu Kinh tế Đông Nam" });
  await expect(zone.locator(".figure")).toBeVisible();

  await test.step("a change waits for somebody else, and its story stays", async () => {
    await page.getByText("Đề nghị điều chỉnh").first().click();
    await page.locator("#changes").getByLabel("Mức phải đạt").fill("36");
    await page.locator("#changes").getByLabel("Lý do").fill("Bốn lớp dời sang năm sau");
    await page.locator("#changes").getByRole("button", { name: "Đề nghị điều chỉnh" }).click();
    await expect(page.locator("#changes")).toContainText("chờ duyệt");
    await expect(page.getByRole("button", { name: "Duyệt", exact: true })).toHaveCount(0);
    const leader = await visit(server, { user: "lanhdao" });
    await leader.goto(address);
    await leader.getByRole("button", { name: "Duyệt", exact: true }).click();
    await expect(leader.getByRole("heading", { level: 1 })).toContainText("ít nhất 36");
    await expect(leader.locator("#changes")).toContainText("Bốn lớp dời sang năm sau");
    await expect(leader.locator("#shares tfoot")).toContainText("vượt 4");
  });
});
