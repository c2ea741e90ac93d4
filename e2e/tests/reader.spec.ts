// A text is read in place, and what was chosen of it becomes a directive.

import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

/** A plan of our own: three citations, two of them of directives in the register; three targets; one result. */
const TEXT = `LIÊN ĐOÀN LAO ĐỘNG TỈNH NGHỆ AN
Số: 91/KH-LĐLĐ

KẾ HOẠCH
Nâng bước đoàn viên trẻ ở các khu công nghiệp năm 2026

Căn cứ Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị và Kế hoạch số 58-KH/TU của Tỉnh ủy Nghệ An, Ban Thường vụ đề ra các việc sau.

I. CHỈ TIÊU NĂM 2026
- Phấn đấu mở ít nhất 18 lớp tập huấn cho cán bộ công đoàn.
- Kết nạp mới 2.400 đoàn viên trở lên.
- 100% công đoàn cơ sở có tủ sách pháp luật.

II. TÌNH HÌNH
Sáu tháng đầu năm, các cấp công đoàn đã thăm hỏi 1.275 đoàn viên.
`;

async function read(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kết quả đọc văn bản");
}

/** One finding of a kind, by words it holds. */
function finding(page: Page, kind: "citation" | "target", words: string) {
  return page.locator(`.finding-item-${kind}`, { hasText: words });
}

test("a pasted text shows its findings in place, and what is chosen stands on the directive's page", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto("/directives");
  await page.getByLabel("Đọc một văn bản").fill(TEXT);
  await read(page);

  await test.step("the text is whole and marked where something was found", async () => {
    const whole = (await page.locator(".reading-text").textContent()) ?? "";
    expect(whole.trim()).toBe(TEXT.trim());
    const marks = (kind: string) => page.locator(`.reading-text mark.finding-${kind}`);
    await expect(marks("citation").filter({ hasText: "02-NQ/TW" })).toHaveText(
      "Nghị quyết 02-NQ/TW ngày 12/6/2021 của Bộ Chính trị",
    );
    await expect(marks("citation").filter({ hasText: "58-KH/TU" })).toHaveCount(1);
    await expect(marks("target").filter({ hasText: "ít nhất 18 lớp" })).toHaveCount(1);
    await expect(marks("target").filter({ hasText: "2.400 đoàn viên" })).toHaveCount(1);
    await expect(marks("target").filter({ hasText: "100%" })).toHaveCount(1);
    await expect(marks("figure").filter({ hasText: "1.275 đoàn viên" })).toHaveCount(1);
  });

  await test.step("a finding and its place in the text lead to each other", async () => {
    const mark = page.locator(".reading-text mark", { hasText: "02-NQ/TW" });
    await mark.getByRole("link").click();
    await expect(page).toHaveURL(/#c\d+$/);
    await expect(finding(page, "citation", "02-NQ/TW").locator("a", { hasText: "02-NQ/TW" }).last()).toBeVisible();
  });

  await finding(page, "citation", "58-KH/TU").getByRole("checkbox").uncheck();
  await finding(page, "target", "2.400").getByRole("checkbox").uncheck();
  await finding(page, "target", "100%").getByRole("checkbox").uncheck();
  await expect(page.locator("#field-symbol")).toHaveValue("91/KH-LĐLĐ");
  // Blanks are a title to the browser; the server knows better.
  await page.getByLabel("Trích yếu").fill("   ");
  await page.getByRole("button", { name: "Nhận và vào sổ" }).last().click();

  await test.step("a missing title is said, and the choices stay", async () => {
    await expect(page.getByRole("alert")).toContainText("Có 1 chỗ cần sửa");
    await expect(finding(page, "citation", "02-NQ/TW").getByRole("checkbox")).toBeChecked();
    await expect(finding(page, "citation", "58-KH/TU").getByRole("checkbox")).not.toBeChecked();
  });

  await page.getByLabel("Trích yếu").fill("Nâng bước đoàn viên trẻ ở các khu công nghiệp");
  await page.getByRole("button", { name: "Nhận và vào sổ" }).last().click();
  await expect(page).toHaveURL(/\/directives\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("91/KH-LĐLĐ");
  await expect(finding(page, "citation", "02-NQ/TW")).toContainText("đã nhận");
  await expect(finding(page, "target", "ít nhất 18 lớp")).toContainText("đã nhận");
  await expect(finding(page, "citation", "58-KH/TU")).toContainText("không nhận");
  await expect(finding(page, "target", "2.400")).toContainText("không nhận");
  await expect(page.locator(".column-side section", { hasText: "Căn cứ và thực hiện" })).not.toContainText("58-KH/TU");

  await test.step("what was read stays at its place in the text for good", async () => {
    await finding(page, "target", "ít nhất 18 lớp").locator("a.finding-back").click();
    await expect(page).toHaveURL(/#text-t\d+$/);
    await expect(page.locator(".reading-text mark.finding-target").filter({ hasText: "ít nhất 18 lớp" })).toBeVisible();
    await expect(page.locator(".reading-text mark.finding-left").filter({ hasText: "2.400" })).toHaveCount(1);
  });
  await expect(page.locator("svg.graph .graph-current")).toHaveCount(1);

  await page.goto("/directives");
  await expect(page.getByRole("row", { name: /91\/KH-LĐLĐ/ })).toHaveCount(1);
});

test("a file dropped on the box is read at once and kept, and what is no text is refused", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien" });
  await page.goto("/directives");
  const drop = async (name: string, bytes: number[]) => {
    const carried = await page.evaluateHandle(
      ({ name, bytes }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "text/plain" }));
        return transfer;
      },
      { name, bytes },
    );
    const box = page.getByLabel("Đọc một văn bản");
    await box.dispatchEvent("dragover", { dataTransfer: carried });
    await box.dispatchEvent("drop", { dataTransfer: carried });
  };
  await drop("ảnh.txt", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]);
  await expect(page.locator("form.paste").getByRole("alert")).toContainText("nhận dạng chữ (OCR)");

  for (const kind of ["docx", "pdf", "html"]) {
    await drop(`kế hoạch.${kind}`, [...readFileSync(new URL(`../../crates/paper/tests/texts/plan.${kind}`, import.meta.url))]);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kết quả đọc văn bản");
    await expect(page.locator(".reading-text mark.finding-citation").filter({ hasText: "31-CTr/TU" })).toHaveCount(1);
    await page.goto("/directives");
  }

  await drop("kế hoạch.txt", [...new TextEncoder().encode(TEXT)]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kết quả đọc văn bản");
  await expect(page.locator(".head .sub")).toContainText("kế hoạch.txt");
  await expect(page.locator(".reading-text mark.finding-citation").filter({ hasText: "58-KH/TU" })).toHaveCount(1);

  await test.step("the page is closed, and the text waits in the list", async () => {
    const address = page.url();
    await page.goto("/directives");
    await page.locator(`a[href="${new URL(address).pathname}"]`).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kết quả đọc văn bản");
    await page.getByRole("button", { name: "Bỏ văn bản này" }).click();
    await expect(page.locator(`a[href="${new URL(address).pathname}"]`)).toHaveCount(0);
  });
});

test("a chosen file is read without scripts, and a file that is no text is refused with a message", async ({ visit }) => {
  const page = await visit(server, { user: "chuyenvien", script: false, size: "phone" });
  await page.goto("/directives");
  const file = page.getByLabel("Hoặc chọn tệp");
  await file.setInputFiles({ name: "van-ban.txt", mimeType: "text/plain", buffer: Buffer.from([0xc3, 0x28, 0xff]) });
  await page.getByRole("button", { name: "Đọc văn bản" }).click();
  await expect(page.getByRole("alert")).toContainText("UTF-8");
  await file.setInputFiles({ name: "van-ban.txt", mimeType: "text/plain", buffer: Buffer.from(TEXT) });
  await read(page);
  await expect(page.locator(".reading-text mark.finding-target")).toHaveCount(3);
});

test("a chair reads directives but has no box to enter one", async ({ visit }) => {
  const page = await visit(server, { user: "cdcs", size: "phone" });
  await page.goto("/directives");
  await expect(page.getByRole("link", { name: "02-NQ/TW" })).toBeVisible();
  await expect(page.getByLabel("Đọc một văn bản")).toHaveCount(0);
});
