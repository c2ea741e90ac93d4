// Keys that move about: search, rows of a list, main pages. Everything they do can be done without them.

/** Where `g` and a letter lead. */
const PLACES: Record<string, string> = {
  t: "/",
  r: "/registers",
  f: "/figures",
  u: "/units",
  m: "/members",
  p: "/programmes",
  b: "/reports",
  d: "/directives",
};
/** How long `g` waits for its letter, in milliseconds. */
const WAIT = 1500;
/** Whoever speaks to the machine or types by accident turns single letters off; kept in this browser. */
const OFF = "keys-off";

let waiting = 0;

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function dialog(id: string): HTMLDialogElement | null {
  const found = document.getElementById(id);
  return found instanceof HTMLDialogElement ? found : null;
}

function show(id: string): void {
  const shown = dialog(id);
  if (!shown || shown.open) return;
  const on = shown.querySelector<HTMLInputElement>("#keys-on");
  if (on) on.checked = !isOff();
  shown.showModal();
  shown.querySelector<HTMLInputElement>("input[type=search]")?.select();
}

/** Whether a key press belongs to a field, not to the page. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** Moves the focus among links, from none to the first. */
function step(links: HTMLElement[], forward: boolean): HTMLElement | undefined {
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? (forward ? 0 : -1) : at + (forward ? 1 : -1);
  const link = links[next];
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
  return link;
}

/** The link that opens each row of the lists of the page. */
function rows(): HTMLElement[] {
  const all = document.querySelectorAll<HTMLElement>("main table tbody tr, main .tree li, main .found-list li");
  return [...all].flatMap((row) => row.querySelector<HTMLElement>("a[href]:not([data-branch])") ?? []);
}

function inSearch(event: KeyboardEvent, shown: HTMLDialogElement): void {
  // A search field takes the first Escape for itself, to empty it.
  if (event.key === "Escape") {
    event.preventDefault();
    return shown.close();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const moved = step([...shown.querySelectorAll<HTMLElement>("[data-hit]")], event.key === "ArrowDown");
  if (!moved && event.key === "ArrowUp") shown.querySelector<HTMLElement>("input[type=search]")?.focus();
}

/** What a letter does on the page; whether it did anything. */
function letter(key: string): boolean {
  if (waiting && performance.now() - waiting < WAIT) {
    waiting = 0;
    const place = PLACES[key];
    const link = place && document.querySelector<HTMLElement>(`.sidenav > a[href="${place}"]`);
    if (link) link.click();
    return Boolean(link);
  }
  switch (key) {
    case "g":
      waiting = performance.now();
      return true;
    case "j":
    case "k":
      return Boolean(step(rows(), key === "j"));
    case "n":
      document.querySelector<HTMLElement>('main a.btn-primary[href*="/new"]')?.click();
      return true;
    case "f": {
      const filter = document.querySelector<HTMLElement>("main [data-filter]");
      filter?.focus();
      return Boolean(filter);
    }
    case "/":
      show("search-dialog");
      return true;
    case "?":
      show("keys-dialog");
      return true;
    default:
      return false;
  }
}

document.addEventListener("keydown", (event) => {
  const search = dialog("search-dialog");
  if (search?.open) return inSearch(event, search);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return show("search-dialog");
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog("keys-dialog")?.open) return;
  // The question mark always answers: it is where the letters are turned on again.
  if (isOff() && event.key !== "?") return;
  if (letter(event.key)) event.preventDefault();
});

// The link in the header opens the dialog in place; without the script it leads to the page of the search.
document.addEventListener(
  "click",
  (event) => {
    const opener = event.target instanceof Element ? event.target.closest("a[data-open]") : null;
    const id = opener?.getAttribute("data-open");
    if (!id || !dialog(id) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    show(id);
  },
  true,
);

document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target.id !== "keys-on") return;
  try {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without a store the choice lasts as long as the page.
  }
});
