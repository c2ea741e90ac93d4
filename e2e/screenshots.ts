// Pictures of the pages at a desk and on a phone, for the chair of a grassroots union and for a specialist at the root:
// `CONGDOAN_BIN=../target/debug/congdoan npm run screenshots` writes them into test-results/screens.

import path from "node:path";
import { SIZES, test } from "./pages.ts";
import { serve } from "./server.ts";
import { STOPS } from "./tour.ts";

const server = serve();
const FOLDER = path.join(import.meta.dirname, "test-results", "screens");

for (const size of ["desk", "phone"] as const) {
  test(`pictures, ${SIZES[size].width} px`, async ({ visit }) => {
    test.setTimeout(600_000);
    for (const { name, user, come } of STOPS) {
      const page = await visit(server, { size, ...(user ? { user } : {}) });
      await come(page);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.screenshot({ path: path.join(FOLDER, `${name}-${SIZES[size].width}.png`), fullPage: true });
      await page.context().close();
    }
  });
}
