// Bundles styles, script, fonts and icons into crates/web/assets with names that carry their content's hash.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import purgeCSSPlugin from "@fullhuman/postcss-purgecss";
import subsetFont from "subset-font";
import { defineConfig, type Plugin } from "vite";

const templates = resolve(import.meta.dirname, "../../crates/web/templates");
const sources = resolve(import.meta.dirname, "../../crates/web/src");
const outline = resolve(import.meta.dirname, "node_modules/@tabler/icons/icons/outline");

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

/**
 * Be Vietnam Pro has no digits of equal width, which columns of numbers need: the ten digits come from Inter.
 * Written beside the installed packages, where the stylesheet finds them.
 */
async function cutDigits(): Promise<void> {
  const folder = join(import.meta.dirname, "node_modules/.digits");
  mkdirSync(folder, { recursive: true });
  for (const weight of [400, 600]) {
    const whole = join(import.meta.dirname, `node_modules/@fontsource/inter/files/inter-latin-${weight}-normal.woff2`);
    const digits = await subsetFont(readFileSync(whole), "0123456789", { targetFormat: "woff2" });
    writeFileSync(join(folder, `digits-${weight}.woff2`), digits);
  }
}

/** One sheet with a symbol for each icon that templates or page structs name by `icon("…")` or `icon: "…"`. */
function iconSheet(): Plugin {
  return {
    name: "icon-sheet",
    generateBundle() {
      const names = new Set<string>();
      for (const text of [...textsBelow(templates), ...textsBelow(sources)]) {
        for (const match of text.matchAll(/icon(?:\(|: )"([a-z0-9-]+)"/g)) names.add(match[1] as string);
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
      const packages = ["@tabler/core", "@tabler/icons", "@fontsource/be-vietnam-pro", "@fontsource/inter", "htmx.org"];
      const text = packages
        .map((name) => {
          const folder = join(import.meta.dirname, "node_modules", name);
          const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
          // A package without the file says its licence in its description; Tabler's is the text of its icons.
          const { license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
          const said = `${license}. Copyright ${typeof author === "string" ? author : author?.name}.`;
          const licence = file ? readFileSync(join(folder, file), "utf8").trim() : `${said} The text is the one below.`;
          return `${name}\n${"=".repeat(name.length)}\n\n${licence}\n`;
        })
        .join("\n\n");
      this.emitFile({ type: "asset", name: "licences.txt", originalFileName: "src/licences.txt", source: text });
    },
  };
}

await cutDigits();

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
          // Classes that htmx puts on while it works, and those whose names end in a value.
          safelist: { standard: [/^htmx-/, /^finding-item-/, /^state-/, /^graph-/] },
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
