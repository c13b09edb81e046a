/* What is typed into a long form stays in this browser until it is kept: a lost session or line loses nothing. */
(function () {
  "use strict";
  const doc = document, KEY = "liantu-draft:", DAYS = 7, isZh = doc.documentElement.lang !== "en";
  const say = (zh, en) => isZh ? zh : en;
  const keyOf = (form) => KEY + form.dataset.draft;
  const clock = (at) => new Date(at).toLocaleTimeString(isZh ? "zh-CN" : "en-GB", { hour: "2-digit", minute: "2-digit" });
  const store = { get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch (error) { return false; } },
    drop: (key) => { try { localStorage.removeItem(key); } catch (error) { /* private window */ } } };
  let waits = null;

  /* Never passwords, files or tokens; of hidden fields only the row a name stands for */
  const kept = (form) => Array.from(form.elements).filter((one) => one.name && (one.dataset.kept === "" || !/^(password|file|hidden|submit|button|reset)$/.test(one.type)) && one.tagName !== "FIELDSET" && one.autocomplete !== "one-time-code" && !/-typed$/.test(one.name));
  function valuesOf(form) {
    const found = {};
    kept(form).forEach((one) => {
      const value = one.type === "checkbox" || one.type === "radio" ? (one.checked ? one.value : null) : one.value;
      (found[one.name] = found[one.name] || []).push(value);
    });
    return found;
  }
  /* What the row was when the form was drawn: a draft of before somebody's change says so */
  const seenOf = (form) => ["seen", "revision"].map((name) => form.elements[name] ? form.elements[name].value : "").join();
  function tell(form, text, away) {
    const line = form.querySelector("[data-draft-told]");
    if (!line) { return; }
    line.replaceChildren(text);
    if (away) { const button = doc.createElement("button"); button.type = "button"; button.className = "button button-link button-small"; button.textContent = say("不要", "Discard"); button.onclick = away; line.append(button); }
  }
  function save(form) {
    const now = valuesOf(form);
    if (JSON.stringify(now) === form.liantuFirst) { store.drop(keyOf(form)); tell(form, ""); return; }
    if (store.set(keyOf(form), { at: Date.now(), values: now, seen: seenOf(form) })) { tell(form, say("草稿已存 ", "Draft kept ") + clock(Date.now())); }
  }
  function fill(form, values) {
    Object.entries(values).forEach(([name, texts]) => {
      let fields = kept(form).filter((one) => one.name === name);
      for (let more = fields.length; more < texts.length; more += 1) {
        const lines = fields[0] && fields[0].closest("[data-lines]"), button = lines && lines.parentElement.querySelector("[data-more-lines]");
        if (!button) { break; }
        window.liantuMoreLines(button);
        fields = kept(form).filter((one) => one.name === name);
      }
      fields.forEach((one, at) => {
        const text = texts[at];
        if (text === undefined) { return; }
        if (one.type === "checkbox" || one.type === "radio") { one.checked = text !== null; } else { if (one.value === text) { return; } one.value = text; }
        one.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  }
  function begin(form) {
    if (form.liantuFirst) { return; }
    form.liantuFirst = JSON.stringify(valuesOf(form));
    const draft = store.get(keyOf(form));
    if (!draft) { return; }
    if (Date.now() - draft.at > DAYS * 864e5) { store.drop(keyOf(form)); return; }
    if (form.querySelector(".problems") || JSON.stringify(draft.values) === form.liantuFirst) { return; }
    const before = JSON.parse(form.liantuFirst);
    fill(form, draft.values);
    const stale = draft.seen !== undefined && draft.seen !== seenOf(form) ? say("，此后有人改过，请核对", "; somebody changed this since: compare") : "";
    tell(form, say("已恢复 " + clock(draft.at) + " 的草稿", "Draft of " + clock(draft.at) + " restored") + stale, () => { store.drop(keyOf(form)); fill(form, before); clearTimeout(waits); tell(form, ""); });
  }
  const each = (act) => doc.querySelectorAll("form[data-draft]").forEach(act);
  ["input", "change"].forEach((what) => doc.addEventListener(what, (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft || !event.isTrusted && what === "change") { return; }
    clearTimeout(waits);
    waits = setTimeout(() => save(form), 600);
  }));
  doc.addEventListener("htmx:load", () => each(begin));
  doc.addEventListener("click", (event) => {
    const form = event.target.closest("[data-draft-keep]") && event.target.closest("form");
    if (form) { clearTimeout(waits); save(form); if (!store.get(keyOf(form))) { tell(form, say("还没有写什么", "Nothing is written yet")); } }
  });

  /* Another person at this browser finds nothing of the one before; leaving takes all away */
  function sweep(isMine) {
    try { Object.keys(localStorage).filter((key) => key.startsWith(KEY) && !isMine(key)).forEach(store.drop); } catch (error) { /* private window */ }
  }
  doc.addEventListener("DOMContentLoaded", function () {
    const me = doc.body.dataset.person;
    if (me) { sweep((key) => key.startsWith(KEY + me + ":")); }
    each(begin);
  });
  doc.addEventListener("submit", function (event) {
    if (event.target.matches("[data-forget-drafts]")) { sweep(() => false); }
    clearTimeout(waits);
    if (event.target.dataset.draft) { save(event.target); }
  }, true);

  /* Who logged in again beside has a new token: the form that stayed open goes with it */
  const fresh = () => (/(?:^|; )csrftoken=([^;]+)/.exec(doc.cookie) || [])[1];
  doc.addEventListener("submit", (event) => { const field = event.target.elements.csrfmiddlewaretoken, now = fresh(); if (field && now) { field.value = now; } }, true);
  doc.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail, now = fresh();
    if (!now || asked.verb === "get") { return; }
    asked.headers["X-CSRFToken"] = now;
    if (asked.parameters.csrfmiddlewaretoken) { asked.parameters.csrfmiddlewaretoken = now; }
  });

  /* Kept: the server leads on. A log-in page in the place of an answer, or no answer: the form stays as it is */
  doc.addEventListener("htmx:beforeOnLoad", function (event) {
    const xhr = event.detail.xhr, form = event.detail.elt;
    if (form.dataset.draft && (xhr.getResponseHeader("HX-Redirect") || xhr.getResponseHeader("HX-Refresh"))) { store.drop(keyOf(form)); }
    if (/^\/login\//.test(new URL(xhr.responseURL || location.href, location.href).pathname) && location.pathname !== "/login/") {
      event.preventDefault();
      doc.dispatchEvent(new CustomEvent("liantu:left", { detail: "/login/?next=" + encodeURIComponent(location.pathname + location.search) }));
    }
  });
  doc.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt;
    if (form.tagName === "FORM" && form.isConnected && !event.detail.successful) { setTimeout(() => form.querySelectorAll("[data-once]").forEach((button) => { button.disabled = false; }), 0); }
  });
})();
