// What a province asks once: it sees what is known, asks only who has something missing, and the answers add up by themselves.

import { expect, test } from "../pages.ts";
import { serve } from "../server.ts";

const server = serve();

const ASKED = "Số công nhân phải ngừng việc vì bão số 9";

test("a request shows what is known, costs minutes, is answered on a phone and counted above", async ({ visit }) => {
  // A new number changes the pack, after which everything is added up anew: seconds, without optimisation.
  test.slow();
  const page = await visit(server, { user: "captren" });
  await page.goto("/reports");
  await page.getByRole("link", { name: "Yêu cầu đột xuất" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Yêu cầu đột xuất");

  const above = await visit(server, { user: "chuyenvien" });
  await above.goto("/reports/requests?unit=ldld-nghe-an");
  await above.getByRole("link", { name: "Yêu cầu mới" }).click();
  await above.getByLabel("Nội dung", { exact: true }).fill("Tình hình công nhân sau bão số 9");
  await above.getByLabel("Cấp được hỏi").selectOption({ label: "Công đoàn cơ sở" });
  await above.getByLabel("Số liệu cần biết").fill(`${ASKED}\nSố lớp đào tạo, bồi dưỡng, tập huấn`);
  await above.getByRole("button", { name: "Xem số đã có" }).click();

  // Classes come from records: nobody is asked. The other is nothing known yet, so it is named as new.
  const rows = above.getByRole("region", { name: "Trước khi gửi" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("lấy từ sổ, không phải hỏi");
  await above.getByLabel(`Chỉ tiêu: ${ASKED}`).selectOption({ label: "Số liệu mới, chưa có chỉ tiêu" });
  await above.getByRole("button", { name: "Xem lại" }).click();
  await expect(rows.nth(0).getByText("Số liệu mới cần đơn vị tính")).toBeVisible();
  await above.getByLabel(`Đơn vị tính: ${ASKED}`).fill("người");
  await above.getByRole("button", { name: "Xem lại" }).click();
  // The page that comes back, not the one that said what was missing: a button pressed while it is on its way does nothing.
  await expect(rows.nth(0).getByText("Số liệu mới cần đơn vị tính")).toHaveCount(0);
  await expect(rows.nth(0)).toContainText("số liệu mới, mọi đơn vị phải ghi");
  await expect(above.locator("#look-heading + .card-note")).toContainText(/tổng cộng [\d.]+ phút/);
  await above.getByRole("button", { name: "Gửi yêu cầu" }).click();
  await above.waitForURL(/\/reports\/requests\/[0-9a-f-]{36}$/);
  await expect(above.getByRole("heading", { level: 1 })).toContainText("Tình hình công nhân sau bão số 9");
  const address = above.url();

  // The chair of a grassroots union finds it on the first page of the phone, writes one number and sends it.
  const phone = await visit(server, { user: "cdcs", size: "phone" });
  await phone.goto("/");
  await phone.getByRole("link", { name: /^YC 1\// }).click();
  await phone.getByRole("link", { name: "Điền số liệu" }).click();
  await phone.getByLabel(new RegExp(ASKED)).fill("37");
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await phone.getByRole("button", { name: "Gửi báo cáo" }).click();
  await expect(phone.locator(".report-sent").first()).toBeVisible();

  await above.goto(address);
  await expect(above.locator("#request-lines tbody tr").first()).toContainText("37");
  await expect(above.locator("#answers-heading + .card-note")).toContainText(/^1 \/ \d+ đơn vị đã trả lời/);

  // Asked again, that unit is not asked: it has said it.
  await above.goto("/reports/requests/new?unit=ldld-nghe-an");
  await above.getByLabel("Số liệu cần biết").fill(ASKED);
  await above.getByRole("button", { name: "Xem số đã có" }).click();
  await expect(above.getByRole("region", { name: "Trước khi gửi" }).locator("tbody tr").first()).toContainText("1 đơn vị đã có");
});

test("what reporting costs a unit in a month is seen by it and by who is above", async ({ visit }) => {
  const chair = await visit(server, { user: "cdcs", size: "phone" });
  await chair.goto("/reports/burden?unit=cdcs-mau&period=2022-06");
  await expect(chair.getByRole("heading", { name: "Báo cáo đến hạn trong tháng" })).toBeVisible();
  await expect(chair.getByRole("region", { name: "Báo cáo đến hạn trong tháng" }).first()).toContainText("Mẫu số 1-HĐCĐ");
  const officer = await visit(server, { user: "captren" });
  await officer.goto("/reports/burden?unit=cd-kkt-dong-nam&period=2022-06");
  const below = officer.getByRole("region", { name: "Các đơn vị trực tiếp bên dưới" }).first();
  await expect(below.getByRole("row").nth(1)).toContainText("phút");
});
