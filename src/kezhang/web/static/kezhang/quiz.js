// A question's comforts; without this file the buttons do the same. A choice is saved ten seconds after it is made, kept
// on the device until the server has it, and the clock speaks at five minutes and at one.
"use strict";
(function () {
  var form = document.querySelector("form[data-quiz]");
  if (!form || !window.fetch) return;
  var name = form.dataset.question, count = Number(form.dataset.count), KEY = "kezhang-quiz-" + form.action;
  var net = document.querySelector("[data-net]"), clock = document.querySelector("[data-left]");
  var end = Date.now() + Number(clock.dataset.left) * 1000, timer = null, told = {};

  function load() { try { return JSON.parse(window.localStorage.getItem(KEY) || "{}"); } catch (fault) { return {}; } }
  function keep(held) { try { window.localStorage.setItem(KEY, JSON.stringify(held)); } catch (fault) { /* the page still holds it */ } }
  function chosen() {
    return Array.prototype.map.call(form.querySelectorAll("input[name=q_" + name + "]:checked"), function (each) { return each.value; }).join("");
  }
  function tell(text) { net.hidden = !text; net.textContent = text; }
  function save() {
    var held = load();
    if (!Object.keys(held).length) return;
    var said = new FormData();
    said.append("answers", JSON.stringify(held));
    said.append("go", "stay");
    window.fetch(form.action, { method: "POST", body: said, headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json().then(function (data) { return { status: answer.status, data: data }; }); })
      .then(function (came) {
        if (came.data.kezhang !== 1) throw new Error("not ours");
        if (came.data.saved !== undefined) {
          var now = load();
          Object.keys(held).forEach(function (each) { if (now[each] && now[each][1] <= held[each][1]) delete now[each]; });
          keep(now);
          tell("");
        } else if (came.data.finished || came.status === 410) { keep({}); window.location.reload(); }
        else if (came.status === 409) { tell(came.data.says); }
        else { later(); }
      }).catch(later);
  }
  function later() {
    tell("网络不通，答案已存在本机，恢复后自动保存。");
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 5000 + Math.random() * 5000);
  }
  form.addEventListener("change", function () {
    var held = load();
    count += 1;
    held[name] = [chosen(), count];
    keep(held);
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 10000);
  });
  form.addEventListener("submit", function () {  // everything the server has not told to have goes along
    var held = load(), all = document.createElement("input");
    held[name] = [chosen(), count + 1];
    keep(held);
    all.type = "hidden"; all.name = "answers"; all.value = JSON.stringify(held);
    form.appendChild(all);
  });
  window.addEventListener("online", save);
  var held = load();
  if (held[name]) Array.prototype.forEach.call(form.querySelectorAll("input[name=q_" + name + "]"), function (each) { each.checked = held[name][0].indexOf(each.value) >= 0; });
  if (Object.keys(held).length) save();
  window.setInterval(function () {
    var left = Math.max(0, Math.round((end - Date.now()) / 1000));
    [[60, "还有不到1分钟"], [300, "还有不到5分钟"]].forEach(function (pair) {
      if (left <= pair[0] && !told[pair[0]]) { told[pair[0]] = true; clock.textContent = pair[1]; }
    });
    if (left === 0 && !told.end) { told.end = true; window.location.reload(); }
  }, 1000);
})();
