// Bundles styles, script, fonts and icons into crates/web/assets with names that carry their content's hash.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import purgeCSSPlugin from "@fullhuman/postcss-purgecss";
import { defineConfig, type Plugin } from "vite";

const templates = resolve(import.meta.dirname, "../../crates/web/templates");
const sources = resolve(import.meta.dirname, "../../crates/web/src");
const outline = resolve(import.meta.dirname, "node_modules/@tabler/icons/icons/outline");

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

/** One sheet with a symbol for each icon that templates or page structs name by `icon("…")`. */
function iconSheet(): Plugin {
  return {
    name: "icon-sheet",
    generateBundle() {
      const names = new Set<string>();
      for (const text of [...textsBelow(templates), ...textsBelow(sources)]) {
        for (const match of text.matchAll(/icon\("([a-z0-9-]+)"\)/g)) names.add(match[1] as string);
      }
      const symbols = [...names].sort().map((name) => {
        const own = join(import.meta.dirname, "src/icons", `${name}.svg`);
        let svg: string;
        try {
          svg = readFileSync(own, "utf8");
        } catch {
          svg = readFileSync(join(outline, `${name}.svg`), "utf8");
        }
        const shapes = svg
          .replace(/^[\s\S]*?<svg[^>]*>/, "")
          .replace(/<\/svg>\s*$/, "")
          .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
          .replace(/\s+/g, " ")
          .trim();
        return (
          `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
          `stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`
        );
      });
      const sheet =
        `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons, MIT, https://tabler.io/icons -->` +
        `${symbols.join("")}</svg>\n`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "src/icons.svg", source: sheet });
      this.emitFile({
        type: "asset",
        name: "favicon.svg",
        originalFileName: "src/favicon.svg",
        source: readFileSync(join(import.meta.dirname, "src/favicon.svg"), "utf8"),
      });
    },
  };
}

/** The licences of what is bundled travel with it. */
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const packages = ["@tabler/core", "@tabler/icons", "@fontsource/be-vietnam-pro", "htmx.org"];
      const text = packages
        .map((name) => {
          const folder = join(import.meta.dirname, "node_modules", name);
          const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
          const licence = file ? readFileSync(join(folder, file), "utf8").trim() : "MIT, see the package's page";
          return `${name}\n${"=".repeat(name.length)}\n\n${licence}\n`;
        })
        .join("\n\n");
      this.emitFile({ type: "asset", name: "licences.txt", originalFileName: "src/licences.txt", source: text });
    },
  };
}

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [iconSheet(), licences()],
  css: {
    postcss: {
      plugins: [
        purgeCSSPlugin({
          content: [`${templates}/**/*.html`, `${sources}/**/*.rs`, join(import.meta.dirname, "src/**/*.ts")],
          variables: true,
          keyframes: true,
          // Classes that htmx and the script put on while they work, and the browser's own states.
          safelist: { standard: [/^htmx-/, "is-dropping"] },
          // Askama keeps a class name's letters whole, digits and hyphens included.
          defaultExtractor: (content: string) => content.match(/[A-Za-z0-9_-]+/g) ?? [],
        }),
      ],
    },
  },
  build: {
    outDir: "../../crates/web/assets",
    assetsDir: "",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      input: "src/main.ts",
      // htmx holds an eval for its script attributes; pages turn it off (allowEval=false) and the policy forbids it.
      checks: { eval: false },
    },
  },
});
