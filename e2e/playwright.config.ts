// How the browser tests run: one real Chromium, the one of the distribution, on the program as it is built.
//
// CHROMIUM_PATH names the browser, CONGDOAN_BIN the program; every file of tests starts a server of its own.

import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/artifacts",
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Two cores share two browsers, two servers and the building of pages: slow is not broken.
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
      args: [
        // The sandbox of Chromium refuses to start for root, as build machines have it.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
