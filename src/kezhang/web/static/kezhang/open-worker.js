// Keeps an envoy's own page and what it is drawn with at hand, so that it opens without a network. It asks the network
// first, never answers anything that is sent, and never clears what another version has kept before its own is whole.
"use strict";
const SHELL = "kezhang-own-1";

self.addEventListener("install", (event) => { event.waitUntil(self.skipWaiting()); });
self.addEventListener("activate", (event) => { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", (event) => {
  const asked = event.request, address = new URL(asked.url);
  if (asked.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = asked.mode === "navigate";
  if (!isPage && address.pathname.indexOf("/static/") < 0) return;
  event.respondWith(
    fetch(asked).then((answer) => {
      if (answer.ok && !answer.redirected) {
        const copy = answer.clone();
        event.waitUntil(caches.open(SHELL).then((kept) => kept.put(isPage ? address.pathname : asked.url, copy)));
      }
      return answer;
    }).catch(() => caches.match(isPage ? address.pathname : asked.url).then((kept) => kept || Response.error()))
  );
});
