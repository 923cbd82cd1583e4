// An envoy's queue: what is written is kept on the telephone first and leaves it only on the server's own receipt.
// One by one, in order; what is refused steps aside with its reason and does not hold up the rest.
"use strict";
(function () {
  const form = document.querySelector("form[data-log]");
  const place = document.querySelector("[data-queue]"), list = document.querySelector("[data-items]");
  const DRAFT = "kezhang-log-draft", FIRST = 1000, LONGEST = 300000, EDGE = 1600;
  let pause = FIRST, timer = null, busy = false;

  // ---- what the telephone keeps
  let opened = null;
  function database() {
    if (opened) return opened;
    opened = new Promise((done, failed) => {
      const asked = indexedDB.open("kezhang-envoy", 1);
      asked.onupgradeneeded = () => { asked.result.createObjectStore("outbox", { keyPath: "id" }); asked.result.createObjectStore("sent", { keyPath: "id" }); };
      asked.onsuccess = () => { asked.result.onclose = () => { opened = null; }; done(asked.result); };
      asked.onerror = () => { opened = null; failed(asked.error); };
    });
    return opened;
  }
  async function store(name, mode, act) {
    for (let again = 0; ; again++) {
      try {
        const found = await database();
        return await new Promise((done, failed) => {
          const step = found.transaction(name, mode), asked = act(step.objectStore(name));
          step.oncomplete = () => done(asked && asked.result);
          step.onerror = () => failed(step.error);
          step.onabort = () => failed(step.error);
        });
      } catch (fault) {  // some browsers close the database under a living page
        opened = null;
        if (again) throw fault;
      }
    }
  }
  const items = () => store("outbox", "readonly", (s) => s.getAll()).then((found) => found.sort((a, b) => (a.at < b.at ? -1 : 1)));

  // ---- what is shown
  function age(moment) {
    const minutes = Math.max(0, Math.round((Date.now() - Date.parse(moment)) / 60000));
    if (minutes < 60) return minutes + "分钟前";
    return minutes < 1440 ? Math.floor(minutes / 60) + "小时前" : Math.floor(minutes / 1440) + "天前";
  }
  const WORDS = { waiting: "待发", sending: "发送中", refused: "未被接收" };
  async function show() {
    const found = await items();
    if (!place) return;
    place.hidden = found.length === 0;
    const count = document.querySelector("[data-count]");
    if (count) count.textContent = found.length + "条";
    list.textContent = "";
    for (const item of found) {
      const line = document.createElement("li"), state = document.createElement("span");
      state.className = "state";
      state.textContent = WORDS[item.state] || item.state;
      line.append((item.said.served_on || "") + " " + (item.said.place || "") + "，写于" + age(item.at) + "，照片" + item.photos.length + "张：", state);
      if (item.why) { const why = document.createElement("p"); why.className = "fault"; why.textContent = item.why; line.append(why); }
      if (Date.now() - Date.parse(item.at) > 3 * 86400000) { const old = document.createElement("p"); old.className = "fault"; old.textContent = "已存了三天以上，请尽快找有网络的地方送出，或先导出。"; line.append(old); }
      if (item.state === "refused" && form) {
        const mend = document.createElement("button");
        mend.type = "button"; mend.className = "second"; mend.textContent = "改好再送";
        mend.addEventListener("click", () => { takeBack(item); });
        line.append(mend);
      }
      list.append(line);
    }
  }
  async function takeBack(item) {
    fill(item.said);
    await store("outbox", "readwrite", (s) => s.delete(item.id));
    await show();
    form.scrollIntoView();
  }

  // ---- sending
  async function one(item) {
    const said = new FormData();
    for (const name of Object.keys(item.said)) said.append(name, item.said[name]);
    said.append("id", item.id);
    said.append("written_at", item.at);
    said.append("sent_at", new Date().toISOString());
    item.photos.forEach((photo, n) => said.append("files", photo, "照片" + (n + 1) + ".jpg"));
    const answer = await fetch(form.action, { method: "POST", body: said, headers: { Accept: "application/json" }, credentials: "same-origin" });
    const data = await answer.json();
    if (data.kezhang !== 1) throw new Error("not ours");  // a captive portal's page is no receipt
    return { status: answer.status, data };
  }
  async function sendAll() {
    if (busy || !form) return;
    busy = true;
    try {
      for (const item of await items()) {
        if (item.state === "refused") continue;
        let came;
        try { came = await one(item); } catch (fault) { later(); break; }
        if (came.data.receipt && came.status !== 409) {
          await store("sent", "readwrite", (s) => s.put({ id: item.id, number: came.data.receipt, at: new Date().toISOString() }));
          await store("outbox", "readwrite", (s) => s.delete(item.id));
          pause = FIRST;
          tell("已送达，编号" + came.data.receipt + "。", "good");
        } else if (came.status === 401) {
          tell(came.data.says + (came.data.pin ? "" : ""), "wrong");
          if (came.data.pin) askPin();
          break;
        } else if (came.status === 429 || came.status >= 500) { later(); break; }
        else {
          item.state = "refused";
          item.why = came.data.receipt ? "同一条已经送达过，内容不同；请改好后另存一条。" : [came.data.says].concat((came.data.faults || []).map((f) => f.label + "：" + f.says)).join("；");
          if (came.data.receipt) item.id = fresh();
          const former = item.id;
          await store("outbox", "readwrite", (s) => s.put(item));
          if (former !== item.id) await store("outbox", "readwrite", (s) => s.delete(former));
        }
        await show();
      }
    } finally { busy = false; await show(); }
  }
  function sending() {  // one sender over all tabs
    if (navigator.locks && navigator.locks.request) return navigator.locks.request("kezhang-envoy", { ifAvailable: true }, (held) => (held ? sendAll() : undefined));
    return sendAll();
  }
  function later() {
    tell("网络不通，已存在本机，恢复后自动送出。", "wrong");
    window.clearTimeout(timer);
    timer = window.setTimeout(sending, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST);
  }
  function askPin() {
    const link = document.createElement("a");
    link.href = window.location.pathname; link.textContent = " 输入口令";
    document.querySelector("[data-net]").append(link);
  }
  function tell(text, kind) {
    const net = document.querySelector("[data-net]");
    if (!net) return;
    net.textContent = text;
    net.className = "note " + (kind || "");
  }

  // ---- writing
  function fresh() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => ("0" + b.toString(16)).slice(-2)).join("");
  }
  function typed() {
    const said = {};
    for (const each of form.elements) if (each.name && each.type !== "file" && each.name !== "id" && each.value) said[each.name] = each.value;
    return said;
  }
  function fill(said) {
    for (const name of Object.keys(said)) if (form.elements[name]) form.elements[name].value = said[name];
  }
  function keepDraft() {
    try { localStorage.setItem(DRAFT, JSON.stringify(typed())); } catch (fault) { /* the page itself still holds it */ }
  }
  async function shrunk(file) {
    if (!window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const by = Math.min(1, EDGE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * by);
      canvas.height = Math.round(picture.height * by);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return made || file;
    } catch (fault) { return file; }  // sent as it is; the server draws it anew
  }
  async function write(event) {
    event.preventDefault();
    const said = typed(), need = ["place", "served_on", "mode", "content"].filter((name) => !said[name]);
    for (const each of form.querySelectorAll("[data-fault]")) each.textContent = "";
    if (need.length) {
      need.forEach((name) => { form.querySelector('[data-fault="' + name + '"]').textContent = "必填"; });
      form.elements[need[0]].focus();
      return;
    }
    const photos = [];
    for (const file of Array.from(form.elements.files.files).slice(0, 6)) photos.push(await shrunk(file));  // one at a time
    const item = { id: form.elements.id.value, at: new Date().toISOString(), said, photos, state: "waiting" };
    await store("outbox", "readwrite", (s) => s.put(item));
    try { localStorage.removeItem(DRAFT); } catch (fault) { /* nothing was kept */ }
    form.reset();
    form.elements.id.value = fresh();
    document.querySelector("[data-kept]").textContent = "已存本机，正在送出。";
    await show();
    await sending();
  }

  // ---- where it was written: only if the envoy presses the button, and rounded before anything keeps it
  function here() {
    const says = document.querySelector("[data-position-says]");
    says.textContent = "正在定位……";
    navigator.geolocation.getCurrentPosition((found) => {
      form.elements.position.value = found.coords.latitude.toFixed(3) + "," + found.coords.longitude.toFixed(3);
      says.textContent = "已附上，只到约一百米；送出之前可以去掉。";
      keepDraft();
    }, (fault) => {
      says.textContent = fault.code === 1 ? "没有允许定位；不附位置也能送。" : "现在定不了位；不附位置也能送。";
    }, { timeout: 20000, maximumAge: 60000 });
  }
  function nowhere() {
    form.elements.position.value = "";
    document.querySelector("[data-position-says]").textContent = "没有附位置。";
    keepDraft();
  }

  async function exported() {
    const found = await items(), out = [];
    for (const item of found) {
      const photos = [];
      for (const photo of item.photos) photos.push(await new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(photo); }));
      out.push({ id: item.id, at: item.at, said: item.said, photos });
    }
    const file = new Blob([JSON.stringify({ kezhang: "envoy-queue", version: 1, items: out })], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "服务日志待送.json";
    link.click();
  }
  let keeping = Promise.resolve();  // of the page itself, which begins when it is opened
  async function check() {
    const says = document.querySelector("[data-check-says]"), lacking = [];
    await keeping;
    if (!window.isSecureContext) lacking.push("网址不是 https，断网后打不开这一页（写到一半的仍保存）");
    else if (!("serviceWorker" in navigator)) lacking.push("这个浏览器不支持离线打开，请点右上角“…”用手机浏览器打开");
    else if (!(await caches.match(window.location.pathname))) lacking.push("这一页还没有存好，请刷新一次再试");
    try { const probe = { id: "probe", at: new Date().toISOString(), said: {}, photos: [], state: "waiting" }; await store("sent", "readwrite", (s) => s.put(probe)); await store("sent", "readwrite", (s) => s.delete("probe")); } catch (fault) { lacking.push("本机不能保存内容（可能是无痕模式）"); }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});  // a browser may ask, and wait for the answer
    says.textContent = lacking.length ? "没有通过：" + lacking.join("；") + "。" : "通过：没有网络也能打开这一页、记下日志，有网络时自动送出。";
    says.className = lacking.length ? "note wrong" : "note good";
  }

  const has = (name, act) => { const found = document.querySelector(name); if (found) found.addEventListener("click", act); };
  has("[data-send]", () => { pause = FIRST; sending(); });
  has("[data-export]", exported);
  has("[data-check]", check);
  if (form) {
    form.elements.id.value = fresh();
    if (window.isSecureContext && navigator.geolocation) {
      document.querySelector("[data-position]").hidden = false;
      has("[data-here]", here);
      has("[data-nowhere]", nowhere);
    }
    try { const draft = JSON.parse(localStorage.getItem(DRAFT) || "null"); if (draft) { fill(draft); document.querySelector("[data-kept]").textContent = "已恢复上次没有记下的内容。"; } } catch (fault) { /* nothing was kept */ }
    form.addEventListener("input", keepDraft);
    form.addEventListener("click", (event) => { if (event.target.type === "file") keepDraft(); });  // the camera may kill the page
    form.addEventListener("submit", (event) => { write(event).catch(() => { tell("本机存不下，请直接再按一次送出，或换浏览器。", "wrong"); }); });
    window.addEventListener("online", sending);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) sending(); });
    window.setInterval(() => { show(); sending(); }, 60000);
    if ("serviceWorker" in navigator && window.isSecureContext) keeping = navigator.serviceWorker.register(form.dataset.worker, { scope: window.location.pathname }).then(() => fetch(window.location.pathname, { credentials: "same-origin" }).then((page) => caches.open("kezhang-own-1").then((kept) => Promise.all([page.ok && !page.redirected ? kept.put(window.location.pathname, page) : null].concat(Array.from(document.querySelectorAll("link[rel=stylesheet],script[src]"), (each) => kept.add(each.href || each.src))))))).catch(() => {});
    sending();
  }
  show();
})();
