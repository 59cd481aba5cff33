// Loads this page anew when what it shows has changed. All else works without.
const root = document.documentElement;
const stamp = root.dataset.stamp;
const place = `feedmill ${location.pathname}${location.search}`;
const folds = () => [...document.querySelectorAll("details[id]")];
let source;
let again;

// Where the reader was, and what was open, before the page was loaded anew.
try {
  const kept = JSON.parse(sessionStorage.getItem(place));
  sessionStorage.removeItem(place);
  if (kept) {
    for (const fold of folds()) {
      if (fold.id in kept.open) fold.open = kept.open[fold.id];
    }
    scrollTo(0, kept.top);
  }
} catch {
  // Then it begins at the top.
}

function renew() {
  const open = Object.fromEntries(folds().map((fold) => [fold.id, fold.open]));
  try {
    sessionStorage.setItem(place, JSON.stringify({ top: scrollY, open }));
  } catch {
    // Then it begins at the top.
  }
  location.reload();
}

function listen() {
  clearTimeout(again);
  source?.close();
  // A browser has few connections to one server: pages that nobody sees leave theirs to others.
  if (document.hidden) return;
  source = new EventSource("/.feedmill/events");
  source.onmessage = (event) => {
    if (event.data !== stamp) renew();
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) again = setTimeout(listen, 2000);
  };
}

document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => {
  if (event.persisted) listen();
});
listen();
