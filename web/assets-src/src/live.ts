// Open pages follow what others do. The server says what kind of thing changed; the page asks again for itself and puts in what lies
// in its live parts. A page without live parts, or out of sight, listens to nothing.
//
// `data-live` follows figures, `data-live="reports"` deeds on reports as well. A part that holds something to be typed says in
// `data-live-as` what it was drawn for: it is drawn anew when that is another, and left alone while somebody is at it.

import htmx from "htmx.org";

/** So long a page waits between asking and asking again, in milliseconds: many deeds at once are asked for together. */
const BREATH = 500;
/** The first pause before a line that was refused is asked for again, and the longest, in milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

let source: EventSource | null = null;
let asking = false;
let again = false;
let pause = FIRST_PAUSE;
let reopening: number | undefined;

function parts(kind = ""): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-live${kind && `="${kind}"`}][id]`)];
}

/** Whether a field holds something else than it was drawn with. */
function typed(field: Element): boolean {
  if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
    return field.checked !== field.defaultChecked;
  }
  if (field instanceof HTMLSelectElement) {
    const drawn = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(drawn, 0);
  }
  const holds = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  return holds && field.value !== field.defaultValue;
}

/** Whether somebody is at a part: what is typed there, or about to be pressed, is left alone until the next news. */
function busy(part: HTMLElement): boolean {
  const focus = document.activeElement;
  const fields = "input, textarea, select";
  if (part.contains(focus) && focus?.matches("liveAs" in part.dataset ? "*" : fields)) return true;
  return [...part.querySelectorAll(fields)].some(typed);
}

function renew(part: HTMLElement, now: HTMLElement): void {
  const { liveAs } = part.dataset;
  const same = liveAs === undefined ? now.innerHTML === part.innerHTML : now.dataset["liveAs"] === liveAs;
  if (same || busy(part)) return;
  const scrolled = [...part.querySelectorAll(".scroll")].map((table) => table.scrollLeft);
  part.innerHTML = now.innerHTML;
  part.querySelectorAll(".scroll").forEach((table, index) => (table.scrollLeft = scrolled[index] ?? 0));
  if (now.dataset["liveAs"] !== undefined) part.dataset["liveAs"] = now.dataset["liveAs"];
  htmx.process(part);
}

async function refresh(): Promise<void> {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  const address = location.href;
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected || location.href !== address) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts()) {
      const now = fresh.getElementById(part.id);
      if (now) renew(part, now);
    }
  } catch {
    // The line is down; the next event asks again.
  } finally {
    setTimeout(() => {
      asking = false;
      if (again) {
        again = false;
        void refresh();
      }
    }, BREATH);
  }
}

function hangUp(): void {
  clearTimeout(reopening);
  source?.close();
  source = null;
}

/** A line that broke is taken up again by the browser; one that was refused, as by a server that is starting, is not. */
function reopen(): void {
  if (source?.readyState !== EventSource.CLOSED) return;
  hangUp();
  // Not all pages at the same moment.
  reopening = window.setTimeout(listen, pause * (0.5 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function stands(): void {
  pause = FIRST_PAUSE;
  // What changed after the page was drawn and before the line stood, first or again, was told to nobody: it is asked for once.
  void refresh();
}

function listen(): void {
  const wanted = document.visibilityState === "visible" && parts().length > 0;
  if (wanted && !source) {
    clearTimeout(reopening);
    source = new EventSource("/figures/live");
    source.addEventListener("open", stands);
    source.addEventListener("error", reopen);
    source.addEventListener("figures", () => void refresh());
    source.addEventListener("reports", () => {
      if (parts("reports").length > 0) void refresh();
    });
  } else if (!wanted) {
    hangUp();
  }
}

document.addEventListener("visibilitychange", listen);
document.addEventListener("htmx:afterSettle", listen);
window.addEventListener("pagehide", hangUp);
window.addEventListener("pageshow", listen);
window.addEventListener("online", () => {
  // A line from before the network went may be dead without knowing it.
  hangUp();
  listen();
});
listen();
