// Everything on the pages works without this file. It makes moving between pages quick (htmx), lets a file
// be dropped on the paste box, and adds a few keys.
import "htmx.org";
import "./grid";
import "./keys";
import "./live";
import "./sending";
import "./main.css";

/** Above this no file is read. */
const LARGEST_FILE = 20 * 1024 * 1024;

function pasteBox(target: EventTarget | null): HTMLElement | null {
  const zone = target instanceof Element ? target.closest<HTMLElement>("[data-drop]") : null;
  return zone?.querySelector("textarea") ?? zone;
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

// A dropped or chosen file is sent at once: the server takes its text out and keeps the file.
function sendFile(input: HTMLInputElement): void {
  const file = input.files?.[0];
  const form = input.form;
  if (!file || !form) return;
  const status = form.querySelector("[data-drop-status]");
  if (file.size > LARGEST_FILE) {
    if (status) status.textContent = status.getAttribute("data-too-large");
    input.value = "";
    return;
  }
  if (status) status.textContent = file.name;
  const box = form.querySelector("textarea");
  if (box) box.value = "";
  form.requestSubmit();
}

document.addEventListener("drop", (event) => {
  const box = pasteBox(event.target);
  const input = box?.closest("form")?.querySelector<HTMLInputElement>("input[type=file]");
  if (!box || !input || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  box.classList.remove("is-dropping");
  input.files = event.dataTransfer.files;
  sendFile(input);
});

document.addEventListener("change", (event) => {
  const input = event.target instanceof HTMLInputElement ? event.target : null;
  if (input?.type === "file" && input.closest("[data-drop]")) sendFile(input);
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
