/* Rows of a list: keys, ticks, the panel beside them. State lives in the address; without script all of it are links. */
(function () {
  "use strict";
  var doc = document, stays = null, waits = null, sheet = null, unfolded = [];
  function all(selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); }
  function linkOf(row) { return row.matches("a") ? row : row.querySelector("[data-row-link]") || row.querySelector("a,button"); }
  function rowsOf(area) { return all("tbody tr[data-href], [data-row]", area); }
  function rowOf(target) { return target.closest("tr[data-href], [data-row][data-href]"); }
  function rowAt(area) { return rowsOf(area).find(function (row) { return row.contains(doc.activeElement); }); }
  function beside() { return doc.getElementById("side-panel"); }
  function withoutRow(url) { var asked = new URL(url, location.href); asked.searchParams.delete("sel"); asked.searchParams.delete("do"); return asked.href; }

  /* One stop of Tab a row: what else stands in it is reached by arrows, Space and the panel */
  function settle() {
    all("[data-rows] tbody tr").forEach(function (row) {
      var first = row.querySelector("[data-row-link]");
      if (first) { all("[data-tick]", row).forEach(function (one) { one.tabIndex = -1; }); }
    });
    unfolded.forEach(function (id) { var one = doc.getElementById(id); if (one) { one.open = true; } });
    if (doc.activeElement === doc.body && stays) {
      var again = doc.getElementById(stays) || doc.querySelector("[data-list] .table-wrap, main");
      if (again) { again.focus({ preventScroll: true }); }
    }
    stays = null;
    if (sheet && doc.getElementById(sheet)) { doc.getElementById(sheet).classList.add("is-open"); }
  }
  doc.addEventListener("htmx:beforeSwap", function () {
    stays = doc.activeElement !== doc.body && (doc.activeElement.id || "main");
    unfolded = all("[data-list] details[id][open]").map(function (one) { return one.id; });
  });
  doc.addEventListener("htmx:afterSettle", settle);
  doc.addEventListener("DOMContentLoaded", settle);

  function move(step, area) {
    var rows = rowsOf(area), here = rows.indexOf(rowAt(area));
    if (!rows.length) { return false; }
    if (here < 0) { here = rows.findIndex(function (row) { return row.hasAttribute("aria-current"); }) - (step > 0 ? 1 : 0); }
    var next = rows[Math.max(0, Math.min(rows.length - 1, here + step))], link = next && linkOf(next);
    if (!link) { return false; }
    link.focus();
    if (isWide() && beside() && area.closest("[data-split].has-side")) {
      window.clearTimeout(waits);
      waits = window.setTimeout(function () { open(link.href, true); }, 120);
    }
    return true;
  }
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var board = event.target.closest("[data-board]"), aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (board && aside && event.target.closest("[data-row]")) { event.preventDefault(); return beyond(board, aside); }
    var step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key], target = event.target;
    var dialog = target.closest("dialog"), isTyping = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (event.key === "Escape") { closeSheet(); return closed(event); }
    if (event.key.length > 1) {
      var area = dialog ? dialog.querySelector("[data-rows]") : target.closest("[data-rows]");
      if (step && area && (!isTyping || dialog) && !target.closest("svg") && move(step, area)) { event.preventDefault(); }
    } else if (!isTyping && !dialog && step) {
      var list = doc.querySelector("main [data-rows]");
      if (list && move(step, list)) { event.preventDefault(); }
    } else if (event.key === " " && target.matches("[data-row-link]")) {
      var box = target.closest("tr").querySelector("[data-tick]");
      if (box) { event.preventDefault(); box.click(); }
    }
  });

  /* On a board left and right go to the next column that holds a card */
  function beyond(board, step) {
    var columns = all("section", board).filter(function (one) { return one.querySelector("[data-row]"); });
    var here = columns.findIndex(function (one) { return one.contains(doc.activeElement); }), next = columns[here + step];
    if (!next) { return; }
    var cards = rowsOf(next), at = rowsOf(columns[here]).indexOf(rowAt(board));
    linkOf(cards[Math.min(at, cards.length - 1)]).focus();
  }

  /* The panel */
  function isWide() { return window.matchMedia("(min-width: 80rem)").matches; }
  function open(url, replaces, focus) {
    var panel = beside();
    var split = panel.closest("[data-split]"), empty = doc.getElementById("side-waits");
    mark(url);
    split.classList.add("has-side"); split.classList.remove("is-first");
    panel.setAttribute("aria-busy", "true");
    var late = window.setTimeout(function () { panel.replaceChildren(empty.content.cloneNode(true)); }, 300);
    history[replaces ? "replaceState" : "pushState"]({ split: 1 }, "", url);
    return window.htmx.ajax("GET", url, { target: panel, swap: "innerHTML" }).then(function () {
      window.clearTimeout(late);
      panel.removeAttribute("aria-busy");
      panel.scrollTop = 0;
      if (!doc.getElementById("side-title")) { return; }
      if (focus || !isWide()) { doc.getElementById("side-title").focus({ preventScroll: isWide() }); }
      if (!isWide()) { window.scrollTo(0, 0); }
    }, function () { window.clearTimeout(late); panel.removeAttribute("aria-busy"); });
  }
  /* The list as it stands now, where the reader is; focus comes back to what had it, or to `id` */
  function refresh(id) {
    var board = doc.querySelector("[data-board]"), left = board ? board.scrollLeft : 0;
    return window.htmx.ajax("GET", location.href, { target: board.closest("[data-list]"), swap: "outerHTML" }).then(function () {
      doc.querySelector("[data-board]").scrollLeft = left;
      var again = doc.getElementById(id);
      if (again) { linkOf(again).focus({ preventScroll: true }); again.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    });
  }
  window.liantuSplit = { open: open, refresh: refresh };
  ["htmx:responseError", "htmx:sendError"].forEach(function (kind) {
    doc.addEventListener(kind, function (event) { if (event.detail.target === beside()) { failed(event.detail.target); } });
  });
  function failed(panel) { panel.replaceChildren(doc.getElementById("side-failed").content.cloneNode(true)); }
  function mark(url) {
    var wanted = new URL(url, location.href).searchParams.get("sel");
    rowsOf(doc.querySelector("[data-split]")).forEach(function (row) {
      var mine = new URL(row.dataset.href || location.href, location.href).searchParams.get("sel");
      if (mine === wanted) { row.setAttribute("aria-current", "true"); } else { row.removeAttribute("aria-current"); }
    });
  }
  function shut(url, quiet) {
    var split = beside().closest("[data-split]"), row = split.querySelector("[data-href][aria-current]");
    split.classList.remove("has-side");
    beside().replaceChildren();
    if (!quiet) { history.pushState({ split: 1 }, "", url); }
    if (row) { linkOf(row).focus(); row.removeAttribute("aria-current"); }
  }
  function closed(event) {
    var way = doc.querySelector(".has-side [data-side-close]");
    if (!way || event.defaultPrevented || doc.querySelector("dialog[open], details[data-menu][open]")) { return; }
    event.preventDefault();
    shut(way.href);
  }
  doc.addEventListener("click", function (event) {
    var plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    var row = rowOf(event.target), link = event.target.closest("[data-row-link], [data-sel]");
    if (plain && event.target.closest("[data-side-close]")) { event.preventDefault(); shut(event.target.closest("a").href); return; }
    if (plain && link && beside() && new URL(link.href).searchParams.has("sel")) {
      event.preventDefault();
      open(link.href, doc.querySelector(".has-side:not(.is-first)"), event.detail === 0 || link.matches("[data-sel]"));
      return;
    }
    if (!row || event.target.closest("a,button,input,label,select,summary,form,.tick") || String(window.getSelection())) { return; }
    if (!plain) { window.open(row.dataset.href, "_blank", "noopener"); } else if (linkOf(row)) { linkOf(row).click(); } else { location.href = row.dataset.href; }
  });
  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-again]")) { open(location.href, true); }
  });
  /* Back and forward between the list and its panel need no new page */
  window.addEventListener("popstate", function (event) {
    if (!beside() || withoutRow(location.href) !== stood) { if (event.state && event.state.split) { location.reload(); } return; }
    event.stopImmediatePropagation();
    var asked = new URL(location.href).searchParams.get("sel");
    if (asked && asked !== "none") { open(location.href, true); } else { shut(location.href, true); }
  });
  var stood = withoutRow(location.href);
  doc.addEventListener("htmx:pushedIntoHistory", function () { stood = withoutRow(location.href); });

  /* Ticked rows */
  doc.addEventListener("change", function (event) {
    var list = event.target.closest("[data-list]");
    if (!list || !event.target.matches("[data-tick], [data-tick-all]")) { return; }
    if (event.target.matches("[data-tick-all]")) { all("[data-tick]", list).forEach(function (one) { one.checked = event.target.checked; }); }
    count(list);
    event.stopPropagation();
  }, true);
  function count(list) {
    var ticked = all("[data-tick]:checked", list), boxes = all("[data-tick]", list), whole = list.querySelector("[data-tick-all]");
    list.querySelector("[data-ticked]").textContent = ticked.length;
    if (whole) { whole.checked = ticked.length === boxes.length; whole.indeterminate = !whole.checked && ticked.length > 0; }
    all("[data-ticked-only]", list).forEach(function (link) {
      var asked = new URL(link.href);
      asked.searchParams.delete("row");
      ticked.forEach(function (one) { asked.searchParams.append("row", one.value); });
      link.href = asked.href;
    });
  }
  doc.addEventListener("click", function (event) {
    if (!event.target.closest("[data-untick]")) { return; }
    var list = event.target.closest("[data-list]");
    all("[data-tick]", list).forEach(function (one) { one.checked = false; });
    count(list);
    var first = list.querySelector("[data-row-link]");
    if (first) { first.focus(); }
  });

  /* Filters of a phone lie in a sheet */
  function closeSheet() {
    var open = sheet && doc.getElementById(sheet), opener = sheet && doc.querySelector('[data-sheet="' + sheet + '"]');
    sheet = null;
    if (open) { open.classList.remove("is-open"); opener.focus(); }
  }
  doc.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-sheet]");
    if (opener) {
      sheet = opener.dataset.sheet;
      doc.getElementById(sheet).classList.add("is-open");
      doc.getElementById(sheet).querySelector("select, input, summary, button").focus();
    } else if (event.target.closest("[data-sheet-close]") || !event.target.closest(".filters")) { closeSheet(); }
  });

  /* Addresses of lists name only what is asked */
  doc.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches(".list-ask, [data-asks]")) { return; }
    var asked = event.detail.parameters;
    all("[data-default]", event.target).forEach(function (one) { if (one.value === one.dataset.default) { delete asked[one.name]; } });
    Object.keys(asked).forEach(function (key) { if (asked[key] === "") { delete asked[key]; } });
  });
})();
