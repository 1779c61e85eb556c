// What works without this file works with it too; it adds two comforts.
"use strict";

// n and p: the next and the previous change, the same as the arrows beside each.
document.addEventListener("keydown", (press) => {
  const step = { n: 1, p: -1 }[press.key];
  if (!step || press.ctrlKey || press.metaKey || press.altKey) return;
  if (/^(input|select|textarea)$/i.test(document.activeElement?.tagName ?? "")) return;
  const changes = [...document.querySelectorAll(".change[id^='c-']")];
  if (!changes.length) return;
  const now = changes.findIndex((one) => "#" + one.id === location.hash);
  const next = changes[now < 0 ? (step > 0 ? 0 : -1) : now + step];
  if (!next) return;
  location.hash = next.id;
  next.querySelector(".anchor")?.focus({ preventScroll: true });
});

// What changed since the last visit: the version is remembered in this browser and goes nowhere.
const state = document.querySelector("[data-policy]");
const since = document.querySelector("[data-since]");
if (state && since && state.dataset.version) {
  try {
    const name = "seen " + state.dataset.policy;
    const seen = Number(localStorage.getItem(name));
    if (seen > 0 && seen < Number(state.dataset.version)) {
      const link = since.querySelector("a");
      link.href = since.dataset.since.replace("/compare/0...", `/compare/${seen}...`);
      since.hidden = false;
    }
    localStorage.setItem(name, state.dataset.version);
  } catch {
    // A browser that keeps nothing simply does not remember.
  }
}
