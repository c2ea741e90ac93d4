// While something that was sent waits for its answer, nothing else is pressed: the buttons of all forms rest, and no link is followed,
// for the answer draws the page anew and whatever was asked meanwhile would go down with the old one, or take its place.
//
// The other way round a page that is slow to come keeps nobody from sending: what is asked last is what is shown (`hx-sync` of the body).

import "htmx.org";

/** What htmx tells of a request. */
interface Asked {
  boosted: boolean;
  requestConfig: { verb: string };
  xhr: XMLHttpRequest;
}

let sending = 0;

document.addEventListener("htmx:beforeRequest", (event) => {
  const { boosted, requestConfig, xhr } = (event as CustomEvent<Asked>).detail;
  if (!boosted || requestConfig.verb === "get") return;
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("form button:enabled")];
  const rest = (resting: boolean): void => {
    sending += resting ? 1 : -1;
    for (const button of buttons) button.disabled = resting;
  };
  rest(true);
  xhr.addEventListener("loadend", () => rest(false));
});

document.addEventListener("htmx:confirm", (event) => {
  if (sending > 0) event.preventDefault();
});
