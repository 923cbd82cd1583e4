// What pages need beyond htmx: "/" focuses the search, the figure panel opens when it is filled,
// amounts show their yuan beside them, and the top bar's fields submit their form when a value is chosen.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) {
    event.preventDefault();
    document.getElementById("search")?.focus();
  }
  if (event.key === "Escape") closePanel();
});

function closePanel() {
  document.getElementById("panel")?.classList.remove("open");
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "panel-body") document.getElementById("panel").classList.add("open");
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-panel]")) closePanel();
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) document.querySelector(toggle.dataset.toggle)?.classList.toggle("open");
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]") && event.target.validity.valid) event.target.form.requestSubmit();
});

// A field with suggestions: what is typed replaces what stands there, and a chosen suggestion is submitted at once.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-submit-option]")) event.target.select();
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-submit-option]")) return;
  const chosen = [...event.target.list.options].some((option) => option.value === event.target.value);
  if (chosen) event.target.form.requestSubmit();
});

// A filtered list changes the address without a new page; the top bar goes on from the address as it is now.
document.addEventListener("htmx:pushedIntoHistory", (event) => {
  for (const field of document.querySelectorAll("input[name=at]")) field.value = event.detail.path;
});

document.addEventListener("input", (event) => {
  const factor = event.target.dataset?.factor;
  if (!factor) return;
  const out = document.getElementById(event.target.id + "-yuan");
  const number = Number(event.target.value.replace(/[,，]/g, ""));
  out.textContent = event.target.value && Number.isFinite(number)
    ? "= " + (number * Number(factor)).toLocaleString("zh-CN", { maximumFractionDigits: 2 }) + " 元" : "";
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "trends") return;
  for (const cell of document.querySelectorAll("[data-trend]")) {
    const drawn = event.target.querySelector(`template[data-for="${cell.dataset.trend}"]`);
    cell.replaceChildren(drawn ? drawn.content.cloneNode(true) : document.createTextNode("—"));
  }
});

// A page served over plain http on the office network has no clipboard of its own: copy through a text field there.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  if (window.isSecureContext && navigator.clipboard) {
    await navigator.clipboard.writeText(button.dataset.copy);
  } else {
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.classList.add("copied");
  button.title = "已复制";
  window.setTimeout(() => { button.classList.remove("copied"); button.title = "点击复制"; }, 1500);
});
