// Figures of an open page follow what others write. The server says that something changed; the page asks again for itself and
// puts in what lies in its live parts. A page without live parts, or out of sight, listens to nothing.

let source: EventSource | null = null;
let asking = false;
let again = false;

function parts(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-live][id]")];
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
      // What somebody is typing in is left alone until the next news.
      if (part.contains(document.activeElement) && document.activeElement?.matches("input, textarea, select")) continue;
      const now = fresh.getElementById(part.id);
      if (now && now.innerHTML !== part.innerHTML) part.innerHTML = now.innerHTML;
    }
  } catch {
    // The line is down; the next event asks again.
  } finally {
    asking = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

function hangUp(): void {
  source?.close();
  source = null;
}

function listen(): void {
  const wanted = document.visibilityState === "visible" && parts().length > 0;
  if (wanted && !source) {
    source = new EventSource("/figures/live");
    // What changed after the page was drawn and before the line stood, first or again, was told to nobody: it is asked for once.
    source.addEventListener("open", () => void refresh());
    source.addEventListener("figures", () => void refresh());
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
