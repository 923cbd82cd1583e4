// An open form's comforts; without this file it is sent just the same. What is typed stays on the device until the
// server's own receipt is here, under an id that is made before the first byte is sent. ES2017, for old telephones.
"use strict";
(function () {
  var form = document.querySelector("form[data-form]");
  if (!form || !window.fetch || !window.crypto) return;
  var KEY = "kezhang-form-" + form.dataset.form;
  var says = document.getElementById("says"), kept = document.getElementById("kept");
  var button = form.querySelector("button[type=submit]");
  var sending = false, waiting = false;

  function freshId() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }
  function typed() {
    var said = {};
    Array.prototype.forEach.call(form.elements, function (each) {
      if (!each.name || each.type === "file" || each.type === "hidden" || each.tabIndex < 0) return;
      if (each.type === "checkbox") { if (each.checked) said[each.name] = each.value; }
      else if (each.value) said[each.name] = each.value;
    });
    return said;
  }
  function load() {
    try { return JSON.parse(window.localStorage.getItem(KEY) || "null"); } catch (fault) { return null; }
  }
  function save() {
    try {
      var draft = load() || {};
      window.localStorage.setItem(KEY, JSON.stringify({ id: form.elements.id.value, held: form.elements.held.value, at: draft.at || new Date().toISOString(), said: typed(), saved: Date.now() }));
      return true;
    } catch (fault) { return false; }  // a browser that keeps nothing: the page itself still holds it
  }
  function forget() { try { window.localStorage.removeItem(KEY); } catch (fault) { /* nothing was kept */ } }

  var draft = load();
  if (draft && draft.said && Object.keys(draft.said).length) {
    form.elements.id.value = draft.id;
    form.elements.held.value = draft.held;
    Object.keys(draft.said).forEach(function (name) {
      var each = form.elements[name];
      if (!each || each.length === 0 && !each.tagName) return;
      if (each.type === "checkbox") each.checked = true; else if (!each.value) each.value = draft.said[name];
    });
    kept.textContent = "已恢复您上次没有提交的内容（存在这台设备上）。";
  } else {
    form.elements.id.value = freshId();
  }

  var timer;
  form.addEventListener("input", function (event) {
    if (event.isComposing) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { if (save()) kept.textContent = "内容已存在这台设备上，还没有提交。"; }, 400);
  });
  form.addEventListener("click", function (event) {
    if (event.target.type === "file") save();  // the camera may kill the page
  });

  function tell(text, isWrong) {
    says.hidden = false;
    says.className = isWrong ? "note wrong" : "note";
    says.textContent = text;
    if (isWrong) says.scrollIntoView({ block: "start" });
  }
  function clearFaults() {
    Array.prototype.forEach.call(form.querySelectorAll("[data-fault]"), function (each) { each.textContent = ""; each.parentNode.classList.remove("wrong"); });
  }
  function showFaults(faults) {
    faults.forEach(function (fault) {
      var place = form.querySelector('[data-fault="' + fault.name + '"]');
      if (!place) return;
      place.textContent += (place.textContent ? "；" : "") + fault.says;
      place.parentNode.classList.add("wrong");
    });
    var first = faults.length && form.elements[faults[0].name];
    if (first && first.focus) first.focus();
  }
  function line(tag, text, name) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }
  function showReceipt(answer) {
    var place = document.getElementById("receipt"), list = document.createElement("dl");
    list.className = "receipt";
    list.appendChild(line("dt", "编号")); list.appendChild(line("dd", answer.receipt, "number"));
    list.appendChild(line("dt", "暗语")); list.appendChild(line("dd", answer.phrase));
    place.textContent = "";
    place.appendChild(line("h2", answer.is_other ? "这一件已经收到过，这次的不同内容也保存在旁边" : "已收到"));
    place.appendChild(line("p", "工作人员受理后才计入。请记下编号和暗语，凭它们查询、补充或撤回。"));
    place.appendChild(list);
    (answer.told || []).forEach(function (each) { place.appendChild(line("p", each, "note")); });
    form.hidden = true;
    says.hidden = true;
    place.hidden = false;
    place.focus();
  }

  function send(proof) {
    var said = new FormData(form);
    said.append("written_at", (load() || {}).at || new Date().toISOString());
    said.append("sent_at", new Date().toISOString());
    if (proof) { said.append("challenge", proof.challenge); said.append("proof", proof.found); }
    return window.fetch(form.action, { method: "POST", body: said, headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json().then(function (data) { return { status: answer.status, data: data }; }); });
  }
  function attempt(proof) {
    sending = true;
    button.disabled = true;
    clearFaults();
    return send(proof).then(function (answer) {
      var data = answer.data;
      if (data.kezhang !== 1) throw new Error("not ours");
      if (data.receipt) { forget(); waiting = false; showReceipt(data); return null; }
      if (data.challenge) { tell("正在验证，请稍候……", false); return solve(data.challenge, data.bits).then(function (found) { return attempt({ challenge: data.challenge, found: found }); }); }
      if (data.again) {
        tell("现在提交的人很多，正在排队，请不要关闭这一页；轮到时自动提交。", false);
        says.scrollIntoView({ block: "center" });
        return new Promise(function (done) { window.setTimeout(done, (data.again + 2 * Math.random()) * 1000); }).then(function () { return attempt(proof); });
      }
      waiting = false;
      tell(data.says || "没有提交成功，请稍后再试。", true);
      showFaults(data.faults || []);
      return null;
    }).catch(function () {
      waiting = true;
      save();
      tell("网络不通，还没有送达。内容已存在这台设备上，恢复网络后自动再送；也可以再按一次“提交”。", true);
    }).then(function () { sending = false; button.disabled = false; });
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!sending) { save(); attempt(null); }
  });
  window.addEventListener("online", function () { if (waiting && !sending) attempt(null); });

  // SHA-256 without crypto.subtle, which plain http does not have.
  var K = [], H0 = [];
  (function () {
    var n = 2, found = 0;
    function part(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (; found < 64; n++) {
      var prime = true;
      for (var d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
      if (!prime) continue;
      if (found < 8) H0[found] = part(Math.pow(n, 1 / 2));
      K[found++] = part(Math.pow(n, 1 / 3));
    }
  })();
  function firstWord(text) {
    var length = text.length, words = new Int32Array((((length + 8) >> 6) + 1) * 16);
    for (var i = 0; i < length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
    words[words.length - 1] = length * 8;
    var h = H0.slice(), w = new Int32Array(64);
    for (var block = 0; block < words.length; block += 16) {
      var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], j = h[7];
      for (var t = 0; t < 64; t++) {
        if (t < 16) w[t] = words[block + t];
        else {
          var x = w[t - 15], y = w[t - 2];
          w[t] = (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + w[t - 7] + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)) + w[t - 16];
        }
        var one = (j + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
        var two = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        j = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      h = [h[0] + a | 0, h[1] + b | 0, h[2] + c | 0, h[3] + d | 0, h[4] + e | 0, h[5] + f | 0, h[6] + g | 0, h[7] + j | 0];
    }
    return h[0] >>> 0;
  }
  function solve(challenge, bits) {
    return new Promise(function (done) {
      var n = 0;
      (function some() {
        for (var end = n + 500; n < end; n++) if (firstWord(challenge + ":" + n) >>> (32 - bits) === 0) { done(String(n)); return; }
        window.setTimeout(some, 0);
      })();
    });
  }
})();
