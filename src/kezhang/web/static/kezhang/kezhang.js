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

// The panel takes the focus when it opens and gives it back to the number it was opened from.
let opener = null;

function closePanel() {
  const panel = document.getElementById("panel");
  if (!panel?.classList.contains("open")) return;
  panel.classList.remove("open");
  if (opener?.isConnected) opener.focus();
  opener = null;
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "panel-body") return;
  const panel = document.getElementById("panel");
  const asked = event.detail.requestConfig?.elt;
  if (asked && !panel.contains(asked)) opener = asked;
  panel.classList.add("open");
  panel.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-panel]")) closePanel();
  if (event.target.closest("[data-back]")) window.history.back();
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) document.querySelector(toggle.dataset.toggle)?.classList.toggle("open");
});

// A field of the top bar submits its form when it is left changed. Enter does both at once: the second is one too many.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]") && event.target.value) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.querySelector("[data-submit], [data-submit-option]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
  } else if (document.querySelector("[data-typed]") && !window.confirm("这张表还没有保存。离开后可以回来接着填，确认切换？")) {
    event.preventDefault();
    form.reset();
  } else {
    form.dataset.sent = "1";
  }
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// Days are typed as people write them; the browser's own calendar stands beside the field.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  const picker = button.nextElementSibling;
  const field = button.closest(".day-field").querySelector("input");
  picker.value = /^\d{4}-\d{2}-\d{2}$/.test(field.value) ? field.value : "";
  if (picker.showPicker) picker.showPicker();
  else picker.focus();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(".day-field .pick input") || !event.target.value) return;
  const field = event.target.closest(".day-field").querySelector("input");
  field.value = event.target.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
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
  const query = event.detail.path.split("?")[1] ?? "";
  for (const link of document.querySelectorAll("a[data-with-address]")) link.search = query;
  for (const field of document.querySelectorAll("form[data-with-query] input[name=query]")) field.value = query;
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

// A form is sent once: on a slow line a second press of its button is not another record.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.underWay) {
    event.preventDefault();
    return;
  }
  form.dataset.underWay = "1";
  window.setTimeout(() => delete form.dataset.underWay, 15000);  // an answer that is a file leaves the page standing
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-under-way]")) delete form.dataset.underWay;
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

// A field that could not be checked because the session has ended says so where what is typed is kept.
document.addEventListener("htmx:afterRequest", (event) => {
  const says = event.detail.elt.closest("form[data-draft]")?.querySelector("[data-draft-says]");
  if (says && event.detail.xhr.status === 401) says.textContent = event.detail.xhr.responseText;
});

// What is typed into a form is kept at the server while it is typed, so that nothing is lost with the page or the session.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const says = form.querySelector("[data-draft-says]");
  let timer = 0;
  let isUnkept = false;
  let isSent = false;
  let sending = null;

  const keep = async () => {
    isUnkept = false;
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed(), signal: sending.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      says.textContent = (await answer.json()).says;
    } catch (fault) {
      if (fault.name === "AbortError") return;
      isUnkept = true;
      says.textContent = "暂存没有成功，稍后再试";
      timer = window.setTimeout(keep, 10000);
    }
  };
  const typed = () => {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") said.append(name, value);
    return said;
  };

  form.addEventListener("input", () => {
    isUnkept = true;
    form.dataset.typed = "1";
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 1200);
  });
  form.addEventListener("submit", () => {
    isSent = true;
    delete form.dataset.typed;
    window.clearTimeout(timer);
    sending?.abort();
  });
  window.addEventListener("pagehide", () => {
    if (isUnkept && !isSent) navigator.sendBeacon(form.dataset.draft, typed());
  });
}

// The browser names its own button for files in its own language; ours stands over it and says which file was chosen.
for (const input of document.querySelectorAll('input[type="file"]')) {
  const [shown, button, name] = ["span", "span", "span"].map((kind) => document.createElement(kind));
  shown.className = "file-choice";
  button.className = "btn";
  button.textContent = "选择文件";
  name.className = "muted";
  name.textContent = "没有选择";
  input.before(shown);
  shown.append(button, name, input);
  input.addEventListener("change", () => {
    name.textContent = [...input.files].map((file) => file.name).join("、") || "没有选择";
  });
}

// A card of a board that is dropped on a stage leads to the form that this step asks for.
document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-move]");
  if (card) event.dataTransfer.setData("text/x-move", card.dataset.move);
});
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const stage = event.target.closest?.("[data-stage]");
    if (!stage || !event.dataTransfer?.types.includes("text/x-move")) return;
    event.preventDefault();
    if (kind === "drop") window.location = `${event.dataTransfer.getData("text/x-move")}?to=${encodeURIComponent(stage.dataset.stage)}`;
  });
}

// Files and folders may be dropped anywhere on a form that takes several; a folder is walked through.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, async (event) => {
    const form = event.target.closest?.("form[data-drop]");
    if (!form || !event.dataTransfer) return;
    event.preventDefault();
    if (kind !== "drop") return;
    // Asked for before anything is waited for: afterwards the browser has forgotten what was dropped.
    const dropped = [...event.dataTransfer.items].filter((item) => item.kind === "file")
      .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()).filter(Boolean);
    const files = (await Promise.all(dropped.map((each) => each instanceof File ? [each] : filesWithin(each)))).flat();
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    const input = form.querySelector("input[type=file]");
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));  // the names beside the button are told by it
  });
}

async function filesWithin(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader(), found = [];
  for (;;) {  // a reader hands a folder out in parts
    const part = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!part.length) break;
    found.push(...part);
  }
  return (await Promise.all(found.map(filesWithin))).flat();
}

// A box at the head of a column ticks all of the column, and shows how many of them are. Without this script nobody sees it.
function ticksOf(all) { return [...all.form.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)]; }
function showTicked(all) {
  const ticks = ticksOf(all), ticked = ticks.filter((each) => each.checked).length;
  all.hidden = ticks.length < 2;
  all.checked = ticked === ticks.length;
  all.indeterminate = ticked > 0 && ticked < ticks.length;
}
function showAllTicked() { document.querySelectorAll("input[data-all]").forEach(showTicked); }
document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[data-all]")) for (const each of ticksOf(event.target)) each.checked = event.target.checked;
  if (event.target.matches?.("input[type=checkbox]")) showAllTicked();
});
showAllTicked();
window.addEventListener("pageshow", showAllTicked);  // a page come back to has its ticks again

// What scrolls by itself can be reached and scrolled by the keyboard; what does not is no stop on the way.
function markScrolling() {
  for (const region of document.querySelectorAll(".wide, .pipeline, .read-text, .read-side, .paper-page")) {
    const scrolls = region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight;
    if (scrolls) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
}
markScrolling();
document.addEventListener("htmx:afterSettle", markScrolling);
window.addEventListener("resize", markScrolling);
