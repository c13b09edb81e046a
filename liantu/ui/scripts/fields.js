/* Fields of forms: what is typed is settled before anybody is asked; names are suggested, days and files chosen. */
(function () {
  "use strict";
  const doc = document, isZh = doc.documentElement.lang !== "en";
  const say = (zh, en) => isZh ? zh : en;
  const on = (what, act, early) => doc.addEventListener(what, act, early);
  const all = (selector, root) => Array.from((root || doc).querySelectorAll(selector));
  const near = (event, selector) => event.target.closest && event.target.closest(selector);
  function make(tag, className, text) {
    const made = doc.createElement(tag);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    if (tag === "button") { made.type = "button"; }
    return made;
  }
  function fire(field, ...names) { names.forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true }))); }
  let waits = null, names = 0;

  /* A word typed by pinyin passes through letters that mean nothing: `settled` comes once, when the word stands. */
  function settle(field) {
    clearTimeout(waits);
    waits = setTimeout(() => field.dispatchEvent(new CustomEvent("settled", { bubbles: true })), 250);
  }
  on("input", (event) => { if (!event.isComposing) { settle(event.target); } }, true);
  on("compositionend", (event) => settle(event.target), true);

  /* What is close at hand is put into the field */
  function press(root) {
    all("[data-put]", root).forEach((pick) => {
      const field = pick.closest("[data-puts],.day-field").querySelector("input:not([type=hidden])");
      pick.setAttribute("aria-pressed", String(field.value === pick.dataset.put));
    });
  }
  function put(field, text) { field.value = text; fire(field, "input", "change"); press(field.closest("[data-puts],.day-field")); }

  /* A day from the calendar */
  let opener = null;
  const calendar = () => doc.getElementById("calendar");
  function openCalendar(button) {
    opener = button;
    const day = button.closest(".day-field"), known = day.querySelector("data"), iso = known ? known.value : "";
    let dialog = calendar();
    if (!dialog) {
      dialog = make("dialog", "dialog calendar");
      dialog.id = "calendar";
      dialog.setAttribute("aria-label", button.textContent.trim() || say("选日期", "Pick a day"));
      doc.body.append(dialog);
      dialog.addEventListener("close", () => opener.focus());
    }
    showMonth(button.dataset.calendar + (iso ? iso.slice(0, 7) : "month") + "/?on=" + iso, iso).then(() => { if (!dialog.open) { dialog.showModal(); } focusDay(iso); });
  }
  function showMonth(url, iso) { return window.htmx.ajax("GET", url, { target: "#calendar", swap: "innerHTML" }).then(() => focusDay(iso)); }
  function focusDay(iso) {
    const days = all("[data-date]", calendar());
    const day = days.find((one) => one.dataset.date === iso) || days.find((one) => one.getAttribute("aria-current")) || days.find((one) => !one.matches(".cal-out"));
    if (!day) { return; }
    days.forEach((one) => { one.tabIndex = one === day ? 0 : -1; });
    calendar().querySelector("output").textContent = day.getAttribute("aria-label");
    day.focus();
  }
  function moved(iso, days, months) {
    const [y, m, d] = iso.split("-").map(Number);
    const last = new Date(Date.UTC(y, m + (months || 0), 0)).getUTCDate();
    return new Date(Date.UTC(y, m - 1 + (months || 0), (months ? Math.min(d, last) : d) + days)).toISOString().slice(0, 10);
  }
  function calendarKey(event, day) {
    const iso = day.dataset.date, at = (new Date(iso).getUTCDay() + 6) % 7;
    const to = { ArrowLeft: [-1], ArrowRight: [1], ArrowUp: [-7], ArrowDown: [7], Home: [-at], End: [6 - at], PageUp: [0, -1], PageDown: [0, 1] }[event.key];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(day); }
    if (!to) { return; }
    event.preventDefault(); event.stopPropagation();
    const next = moved(iso, ...to), base = opener.dataset.calendar;
    if (!to[1] && calendar().querySelector('[data-date="' + next + '"]')) { focusDay(next); } else { showMonth(base + next.slice(0, 7) + "/?on=" + iso, next); }
  }
  function choose(day) { const field = opener.closest(".day-field").querySelector("input"); put(field, day.dataset.date); calendar().close(); }

  /* Names: a text with suggestions from the server, or a long select or list of boxes searched where it stands */
  const listOf = (input) => doc.getElementById(input.getAttribute("aria-controls"));
  const isOpen = (input) => input.getAttribute("aria-expanded") === "true";
  function show(input) {
    const list = listOf(input), has = list.children.length > 0;
    list.hidden = !has;
    input.setAttribute("aria-expanded", String(has));
    list.classList.toggle("is-above", has && innerHeight - input.getBoundingClientRect().bottom < 240);
    mark(input, null);
  }
  function shut(input) { listOf(input).hidden = true; input.setAttribute("aria-expanded", "false"); mark(input, null); }
  function mark(input, option) {
    all("[aria-selected=true]", listOf(input)).forEach((one) => one.setAttribute("aria-selected", "false"));
    if (!option) { input.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  /* What was typed and means none of the rows is said where it stands, and nothing is sent with it */
  const idOf = (input) => input.closest(".combo").querySelector("input[data-kept]");
  function doubt(input, text) {
    const box = input.closest(".combo"), old = box.nextElementSibling;
    if (old && old.matches(".errorlist[role=alert]")) { old.remove(); }
    input.doubted = Boolean(text);
    if (text) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); return; }
    const told = make("p", "errorlist", say("没有叫“" + text + "”的，从列出的名称里选一个。", "“" + text + "” is none of those to choose from: choose one of the names."));
    told.setAttribute("role", "alert");
    box.after(told);
  }
  function settleRow(input) {
    const text = input.value.trim(), same = all("[data-id]", listOf(input)).filter((one) => one.dataset.name === text);
    if (idOf(input).value || input.asked !== text) { return; }
    if (text && same.length === 1) { pick(input, same[0]); } else { doubt(input, text); }
  }
  on("htmx:configRequest", (event) => {
    const input = event.target, form = input.form;
    if (!input.matches(".combo[data-combo=row] [role=combobox]")) { return; }
    event.detail.path = form.getAttribute("hx-post") || form.getAttribute("action") || location.pathname + location.search;
    if (idOf(input).value) { event.detail.parameters[input.name] = ""; }
  });
  on("submit", (event) => {
    const wrong = Array.from(event.target.elements).find((one) => one.doubted);
    if (wrong) { event.preventDefault(); event.stopImmediatePropagation(); wrong.focus(); }
  }, true);
  function ask(input) {
    if (!input.choices) { input.dispatchEvent(new CustomEvent("settled", { bubbles: true })); return; }
    const words = input.value.trim().toLowerCase(), list = listOf(input);
    list.replaceChildren();
    let group = "";
    input.choices().filter((one) => one.text && !one.isOn && (!words || input.isFresh || (one.text + " " + one.more).toLowerCase().includes(words))).slice(0, 80).forEach((one) => {
      if (one.group !== group) { group = one.group; list.append(make("li", "combo-group", group)); list.lastChild.setAttribute("role", "presentation"); }
      const option = make("li", "", one.text);
      option.id = list.id + "-" + (++names);
      option.setAttribute("role", "option"); option.setAttribute("aria-selected", "false");
      option.choice = one;
      list.append(option);
    });
    if (!list.children.length && words) {
      const none = make("li", "muted", say("没有叫“" + words + "”的", "Nothing is called “" + words + "”"));
      none.id = list.id + "-none"; none.setAttribute("role", "option"); none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    show(input);
  }
  function pick(input, option) {
    const box = input.closest(".combo");
    if (option.getAttribute("aria-disabled")) { return; }
    doubt(input, "");
    if (option.choice) { input.take(option.choice); } else if (box.dataset.combo === "many") { input.take({ text: option.dataset.name }); } else {
      input.value = option.dataset.name;
      const around = box.closest("[data-line]") || input.form || doc;
      Object.entries(JSON.parse(option.dataset.fills || "{}")).forEach(([name, text]) => {
        const other = around.querySelector('[name="' + name + '"]');
        if (other) { other.value = text; fire(other, "input", "change"); }
      });
      if (option.dataset.id) { idOf(input).value = option.dataset.id; fire(idOf(input), "change"); }
      fire(input, "change");
    }
    shut(input);
  }
  function comboKey(event, input) {
    if (event.isComposing) { return; }
    const options = all("[role=option]", listOf(input)), at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault(); event.stopPropagation();
      if (!isOpen(input)) { input.isFresh = true; ask(input); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(input, options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]);
    } else if (event.key === "Enter" && isOpen(input)) {
      if (at >= 0) { event.preventDefault(); pick(input, options[at]); } else if (input.choices || idOf(input) && input.asked === input.value.trim()) { event.preventDefault(); if (options[0]) { pick(input, options[0]); } } else { shut(input); }
    } else if (event.key === "Enter" && input.take && input.value) { event.preventDefault(); leave(input);
    } else if (event.key === "Escape" && isOpen(input)) { event.preventDefault(); event.stopPropagation(); shut(input);
    } else if (event.key === "Backspace" && !input.value && input.drop) { input.drop();
    } else if (event.key === "Tab" && isOpen(input) && at >= 0) { pick(input, options[at]); }
  }
  function leave(input) { if (input.settleText) { input.settleText(); } else if (idOf(input)) { settleRow(input); } }

  /* A searched field in the place of a long select, of many boxes, or of a text of several names */
  function searched(source, label) {
    const box = make("div", "combo"), input = make("input"), list = make("ul", "combo-list");
    const id = "combo-" + (++names);
    box.dataset.combo = "local";
    input.type = "text"; input.id = id; input.autocomplete = "off"; list.id = id + "-list"; list.hidden = true;
    list.setAttribute("role", "listbox");
    [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-controls", list.id]].forEach(([name, text]) => input.setAttribute(name, text));
    ["aria-describedby", "aria-invalid", "form"].forEach((name) => { if (source.hasAttribute(name)) { input.setAttribute(name, source.getAttribute(name)); } });
    if (label) { input.setAttribute("aria-label", label); list.setAttribute("aria-label", label); }
    box.append(input, list);
    source.before(box);
    source.hidden = true;
    input.addEventListener("blur", () => setTimeout(() => { if (input.isConnected && !box.contains(doc.activeElement)) { leave(input); shut(input); } }, 150));
    return input;
  }
  function chips(input, words, drop) {
    all(".chip", input.parentNode).forEach((chip) => chip.remove());
    words.forEach((text, at) => {
      const chip = make("button", "chip", text);
      chip.append(make("span", "sr", say("去掉", "Remove")), make("span", "chip-x", "×"));
      chip.onclick = () => { drop(at); input.focus(); };
      input.before(chip);
    });
    input.drop = () => { if (words.length) { drop(words.length - 1); } };
  }
  function ofSelect(select) {
    const label = select.labels && select.labels[0], input = searched(select, select.getAttribute("aria-label"));
    if (label && label.htmlFor) { label.htmlFor = input.id; }
    const shown = () => { const one = select.selectedOptions[0]; input.value = one && one.value ? one.text.trim() : ""; };
    if (select.required) { input.required = true; select.required = false; }
    const empty = Array.from(select.options).find((one) => !one.value);
    if (empty) { input.placeholder = empty.text.trim(); }
    input.choices = () => Array.from(select.options).filter((one) => one.value).map((one) => ({ text: one.text.trim(), more: one.dataset.py || "", group: one.parentNode.label || "", value: one.value }));
    input.take = (choice) => { select.value = choice.value; shown(); fire(select, "change"); };
    input.settleText = () => {
      const text = input.value.trim(), found = input.choices().find((one) => one.text === text);
      doubt(input, found ? "" : text);
      if (input.doubted) { select.value = ""; return; }
      if (found && found.value !== select.value) { input.take(found); } else if (!text && empty && select.value) { select.value = ""; fire(select, "change"); }
      shown();
    };
    select.addEventListener("change", shown);
    shown();
  }
  function ofBoxes(set) {
    const boxes = all("input[type=checkbox]", set), legend = set.querySelector("legend"), rows = all(".check", set);
    const input = searched(rows[0], legend ? legend.textContent.trim() : "");
    rows.forEach((row) => { row.hidden = true; });
    const texts = boxes.map((one) => one.closest("label").textContent.trim());
    const shown = () => { const at = boxes.map((one, i) => i).filter((i) => boxes[i].checked); chips(input, at.map((i) => texts[i]), (n) => { boxes[at[n]].checked = false; shown(); fire(boxes[at[n]], "change"); }); };
    input.choices = () => boxes.map((one, i) => ({ text: texts[i], more: "", group: "", isOn: one.checked, at: i }));
    input.take = (choice) => { boxes[choice.at].checked = true; input.value = ""; shown(); fire(boxes[choice.at], "change"); };
    input.settleText = () => doubt(input, input.value.trim());
    set.addEventListener("change", shown);
    shown();
  }
  function ofMany(real) {
    const box = real.closest(".combo"), input = real.cloneNode();
    ["name", "hx-include"].forEach((name) => input.removeAttribute(name));
    input.name = JSON.parse(real.getAttribute("hx-vals")).of + "-typed"; input.value = "";
    input.setAttribute("hx-vals", JSON.stringify({ ...JSON.parse(real.getAttribute("hx-vals")), of: input.name }));
    real.before(input); real.hidden = true; real.removeAttribute("id"); real.removeAttribute("role"); real.removeAttribute("hx-get");
    const known = () => real.value.split(/[、,，;；]/).map((one) => one.trim()).filter(Boolean);
    const write = (words) => { real.value = words.join("、"); shown(); fire(real, "change"); };
    const shown = () => chips(input, known(), (at) => write(known().filter((one, i) => i !== at)));
    input.take = (choice) => { input.value = ""; write([...new Set([...known(), choice.text])]); };
    input.settleText = () => { if (input.value.trim()) { input.take({ text: input.value.trim() }); } };
    input.addEventListener("blur", () => setTimeout(() => leave(input), 200));
    real.addEventListener("change", shown);
    box.dataset.ready = "1";
    window.htmx.process(input);
    shown();
  }
  on("mousedown", (event) => { const option = near(event, ".combo-list [role=option]"); if (option) { event.preventDefault(); pick(option.closest(".combo").querySelector("[role=combobox]"), option); } });
  on("focusout", (event) => { if (event.target.matches(".combo [role=combobox]")) { const input = event.target; setTimeout(() => { if (doc.activeElement !== input && input.isConnected) { if (idOf(input)) { leave(input); } shut(input); } }, 200); } });

  /* Files: what was chosen, what it weighs, and away with one */
  const weight = (bytes) => bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) + " KB" : (bytes / 1e6).toFixed(1) + " MB";
  function listFiles(input) {
    const list = input.closest(".files").querySelector(".file-list");
    list.replaceChildren(...Array.from(input.files, (file, at) => {
      const row = make("li"), away = make("button", "icon-button", "×");
      if (/^image\//.test(file.type)) { const shot = make("img"); shot.src = URL.createObjectURL(file); shot.alt = ""; shot.onload = () => URL.revokeObjectURL(shot.src); row.append(shot); }
      row.append(make("span", "", file.name), make("span", "muted num", weight(file.size)), away);
      away.setAttribute("aria-label", say("去掉 ", "Remove ") + file.name);
      away.onclick = () => { const kept = new DataTransfer(); Array.from(input.files).forEach((one, i) => { if (i !== at) { kept.items.add(one); } }); input.files = kept.files; fire(input, "change"); input.focus(); };
      return row;
    }));
  }
  function addFiles(input, files) {
    const kept = new DataTransfer();
    if (input.multiple) { Array.from(input.files).forEach((one) => kept.items.add(one)); }
    Array.from(files).slice(0, input.multiple ? undefined : 1).forEach((one) => kept.items.add(one));
    input.files = kept.files; fire(input, "change");
  }
  /* A form that comes back with what is wrong holds the files that were chosen */
  let held = [];
  on("htmx:beforeSwap", (event) => { held = event.detail.xhr.status === 422 ? all("form input[type=file]", event.detail.target.parentNode).filter((one) => one.files.length).map((one) => [one.form.getAttribute("action"), one.name, one.files]) : []; });
  on("htmx:afterSwap", () => held.splice(0).forEach(([action, name, files]) => { const input = all("input[type=file]").find((one) => one.name === name && !one.files.length && one.form && one.form.getAttribute("action") === action); if (input) { input.files = files; fire(input, "change"); } }));
  ["dragover", "dragleave", "drop"].forEach((what) => on(what, (event) => {
    const area = near(event, ".files");
    if (!area) { return; }
    event.preventDefault();
    area.classList.toggle("is-over", what === "dragover");
    if (what === "drop" && event.dataTransfer.files.length) { addFiles(area.querySelector("input[type=file]:not([data-adds])"), event.dataTransfer.files); }
  }));
  on("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector && event.target.querySelector(".files progress");
    if (bar && event.detail.lengthComputable) { bar.hidden = false; bar.max = event.detail.total; bar.value = event.detail.loaded; }
  });

  on("click", (event) => {
    let hit;
    if ((hit = near(event, '.problems a[href^="#"]'))) {
      const field = doc.getElementById(hit.getAttribute("href").slice(1)), seen = field && field.hidden ? field.parentNode.querySelector("[role=combobox]") : field;
      if (seen) { event.preventDefault(); seen.focus(); seen.scrollIntoView({ block: "center" }); }
    }
    if ((hit = near(event, "[data-put]"))) { put(hit.closest("[data-puts],.day-field").querySelector("input:not([type=hidden])"), hit.dataset.put); }
    if ((hit = near(event, "[data-calendar]"))) { openCalendar(hit); }
    if ((hit = near(event, "#calendar [data-date]"))) { choose(hit); }
    if ((hit = near(event, "#calendar [data-cal-to]"))) { event.preventDefault(); showMonth(hit.href, ""); }
    if ((hit = near(event, ".combo [role=combobox]")) && (hit.choices || idOf(hit)) && !isOpen(hit)) { hit.isFresh = true; hit.select(); ask(hit); }
    if ((hit = near(event, "[data-more-lines]"))) { moreLines(hit).querySelector("input").focus(); }
  });
  function moreLines(button) {
    const lines = button.parentElement.querySelector("[data-lines]"), line = lines.lastElementChild.cloneNode(true);
    all("input", line).forEach((field) => { field.value = ""; });
    all("[id]", line).forEach((one) => { const id = one.id + "-" + (++names); all('[aria-controls="' + one.id + '"]', line).forEach((other) => { other.setAttribute("aria-controls", id); other.setAttribute("hx-target", "#" + id); other.setAttribute("hx-vals", other.getAttribute("hx-vals").replace(one.id, id)); }); one.id = id; });
    lines.append(line);
    window.htmx.process(line);
    return line;
  }
  window.liantuMoreLines = moreLines;
  on("keydown", (event) => {
    const day = near(event, "#calendar [data-date]"), input = near(event, ".combo [role=combobox]");
    if (day) { calendarKey(event, day); }
    if (input) { comboKey(event, input); }
  }, true);
  on("input", (event) => { const input = event.target; if (input.matches("[data-combo=row] [role=combobox]")) { idOf(input).value = ""; doubt(input, ""); } if (input.choices && !event.isComposing) { input.isFresh = false; ask(input); } if (input.closest(".day-field,[data-puts]")) { press(input.closest(".day-field,[data-puts]")); } });
  on("change", (event) => { const root = event.target.closest(".day-field,[data-puts]"); if (root) { press(root); } });
  /* A unit that was typed or pasted goes to where units stand */
  on("change", (event) => {
    const money = event.target.closest(".money"), found = money && event.target.matches("input") && /^\s*([\d.,，]+)\s*([万亿]?)元?\s*$/.exec(event.target.value);
    if (found && /[万亿元]\s*$/.test(event.target.value)) { event.target.value = found[1]; money.querySelector("select").value = found[2] + "元"; }
  }, true);
  on("change", (event) => { if (event.target.matches(".files input[type=file]")) { const main = event.target.closest(".files").querySelector("input[type=file]:not([data-adds])"); if (event.target !== main) { addFiles(main, event.target.files); event.target.value = ""; } else { listFiles(main); } } });
  on("htmx:afterSwap", (event) => { if (event.target.matches("[role=listbox]")) { const input = doc.querySelector('[aria-controls="' + event.target.id + '"]'); if (input) { input.asked = event.detail.requestConfig.parameters[input.name]; if (doc.activeElement === input) { show(input); } } } });

  function ready(root) {
    all("select:not([data-plain])", root).forEach((one) => { if (!one.hidden && one.options.length > 16 && !one.multiple && !one.closest(".joined")) { ofSelect(one); } });
    all("fieldset.checks", root).forEach((one) => { if (!one.querySelector(".combo") && all("input", one).length > 8) { ofBoxes(one); } });
    all('.combo[data-combo=many]:not([data-ready]) input[role=combobox]', root).forEach(ofMany);
    press(root);
  }
  on("htmx:load", (event) => ready(event.target.parentNode || doc));
  on("DOMContentLoaded", () => ready(doc));
})();
