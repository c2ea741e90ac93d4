// Everything on the pages works without this file. It makes moving between pages quick (htmx), lets a text
// file be dropped on the paste box, and adds a few keys.
import "htmx.org";
import "./keys";
import "./main.css";

/** Above this a file goes through the file field, not through the box. */
const LARGEST_DROPPED_TEXT = 20 * 1024 * 1024;

function pasteBox(target: EventTarget | null): HTMLTextAreaElement | null {
  const zone = target instanceof Element ? target.closest("[data-drop]") : null;
  return zone?.querySelector("textarea") ?? null;
}

/** The file as text, or null when it is a document whose text must be taken out of it. */
async function plainText(file: File): Promise<string | null> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return /^\s*(?:<(?:!doctype|html|head|body|meta|p|div|table|h1)\b|\{\\rtf|%PDF-)/i.test(text) ? null : text;
  } catch {
    return null;
  }
}

document.addEventListener("dragover", (event) => {
  const box = pasteBox(event.target);
  if (!box) return;
  event.preventDefault();
  box.classList.add("is-dropping");
});

document.addEventListener("dragleave", (event) => {
  pasteBox(event.target)?.classList.remove("is-dropping");
});

document.addEventListener("drop", async (event) => {
  const box = pasteBox(event.target);
  const file = event.dataTransfer?.files[0];
  if (!box || !file) return;
  event.preventDefault();
  box.classList.remove("is-dropping");
  const status = box.closest("[data-drop]")?.querySelector("[data-drop-status]");
  if (file.size > LARGEST_DROPPED_TEXT) {
    if (status) status.textContent = status.getAttribute("data-too-large");
    return;
  }
  const text = await plainText(file);
  if (status) status.textContent = file.name;
  if (text !== null) {
    box.value = text;
    box.focus();
    return;
  }
  // The server takes the text out of a DOCX, a PDF or a web page; it says which other files it does not read.
  const field = box.form?.querySelector<HTMLInputElement>("input[type=file]");
  const files = new DataTransfer();
  files.items.add(file);
  box.value = "";
  if (field) field.files = files.files;
  box.form?.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  // Ctrl+Enter sends the form one is in, as in mail programs.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  // Escape closes an open menu or form and gives the focus back to what opened it.
  if (event.key === "Escape") {
    const open = event.target instanceof Element ? event.target.closest("details[data-menu][open]") : null;
    if (open) {
      open.removeAttribute("open");
      open.querySelector("summary")?.focus();
    }
    return;
  }
});

// The arrow of a unit opens and closes its branch in place; htmx fetches the branch the first time.
document.addEventListener("click", (event) => {
  const toggle = event.target instanceof Element ? event.target.closest("a[data-branch]") : null;
  if (!toggle || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const branch = toggle.closest("li")?.querySelector<HTMLElement>(":scope > .tree-below");
  const open = toggle.getAttribute("aria-expanded") !== "true";
  toggle.setAttribute("aria-expanded", String(open));
  if (branch) branch.hidden = !open;
});

// A menu closes when one clicks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  }
});

// Filters take effect when a choice is made; without the script there is the button.
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.matches("[data-submit]")) {
    event.target.form?.requestSubmit();
  }
});
