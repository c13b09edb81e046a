/* Search over everything by keyboard, the page of all rooms, what the side says. */
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    var field = event.target, area = field.dataset && document.getElementById(field.dataset.narrows);
    if (!area || event.isComposing) { return; }
    var text = field.value.trim().toLowerCase(), left = 0;
    Array.prototype.forEach.call(area.querySelectorAll("[data-narrowed]"), function (group) {
      var shown = 0;
      Array.prototype.forEach.call(group.querySelectorAll("[data-keys-of]"), function (row) {
        row.hidden = row.dataset.keysOf.indexOf(text) < 0;
        shown += row.hidden ? 0 : 1;
      });
      group.hidden = !shown;
      left += shown;
    });
    document.getElementById(area.id + "-none").hidden = left > 0;
  });

  /* Search: the cursor stays in the field, the arrows choose, Enter opens what stands for what is typed now */
  var results = document.getElementById("search-results"), finder = document.querySelector("[data-finder]"), asked = "", waits = false;
  function options() { return Array.prototype.slice.call(results.querySelectorAll("a")); }
  function choose(option) {
    options().forEach(function (one) { one.setAttribute("aria-selected", String(one === option)); });
    if (option) { finder.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); } else { finder.removeAttribute("aria-activedescendant"); }
  }
  function open(option, aside) {
    if (option.dataset.fill) {
      finder.value = option.dataset.fill; finder.focus();
      finder.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
    } else if (aside) { window.open(option.href, "_blank", "noopener"); } else { window.location.href = option.href; }
  }
  function recents(change) {
    var key = "liantu-recent", all = {};
    try { all = JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { all = {}; }
    if (!results) { try { localStorage.removeItem(key); } catch (error) { /* private window */ } return []; }
    var who = results.dataset.reader, list = all[who] || [];
    if (change) {
      list = change(list).slice(0, 12); all = {}; all[who] = list;
      try { localStorage.setItem(key, JSON.stringify(all)); } catch (error) { /* private window */ }
    }
    return list;
  }
  function showRecents() {
    var list = recents().filter(function (one) { return one.u !== location.pathname; });
    if (!list.length) { return; }
    var group = document.createElement("div"), head = document.createElement("p");
    group.setAttribute("role", "group"); group.setAttribute("aria-label", results.dataset.recent);
    head.className = "search-kind"; head.textContent = results.dataset.recent; head.setAttribute("aria-hidden", "true");
    group.appendChild(head);
    list.forEach(function (one, at) {
      var line = document.createElement("a"), title = document.createElement("strong"), note = document.createElement("span");
      line.href = one.u; line.id = "recent-" + at; line.setAttribute("role", "option"); line.tabIndex = -1;
      title.textContent = one.t; note.textContent = one.r; line.appendChild(title); line.appendChild(note); group.appendChild(line);
    });
    results.replaceChildren(group); choose(options()[0]);
  }
  if (finder) {
    finder.closest("dialog").addEventListener("close", function () {
      window.setTimeout(function () { if (document.activeElement === document.body || document.activeElement === finder) { document.querySelector(".search-button").focus(); } }, 0);
    });
    finder.addEventListener("focus", function () { if (!finder.value.trim()) { showRecents(); } });
    finder.addEventListener("input", function () { if (!finder.value.trim()) { asked = ""; showRecents(); } });
    finder.addEventListener("keydown", function (event) {
      if (event.isComposing) { return; }
      var list = options(), at = list.findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; });
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault(); event.stopPropagation();
        if (list.length) { choose(list[(at + (event.key === "ArrowDown" ? 1 : list.length - 1) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % list.length]); }
      } else if (event.key === "Escape") {
        event.preventDefault(); finder.closest("dialog").close();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (finder.value.trim() !== asked) { waits = true; finder.dispatchEvent(new CustomEvent("settled", { bubbles: true })); } else if (list[at]) { open(list[at], event.ctrlKey || event.metaKey); }
      }
    });
    results.addEventListener("click", function (event) {
      var line = event.target.closest("a[data-fill]");
      if (line) { event.preventDefault(); open(line); }
    });
    document.addEventListener("htmx:afterSwap", function (event) {
      if (event.target !== results) { return; }
      asked = finder.value.trim();
      if (!asked) { showRecents(); return; }
      var first = options()[0];
      choose(first);
      if (waits && first) { open(first); }
      waits = false;
    });
    var heading = document.querySelector("main h1"), room = document.querySelector(".nav [aria-current] span");
    if (heading && location.pathname !== "/" && !document.querySelector(".main > form.form, .search-page")) {
      var here = { u: location.pathname, t: heading.textContent.trim().slice(0, 60), r: room ? room.textContent : "" };
      recents(function (list) { return [here].concat(list.filter(function (one) { return one.u !== here.u; })); });
    }
  } else { recents(); }

  /* The side asks what needs the reader: not while nobody looks, and without a word when the server is away. */
  function isSide(event) { return event.target.id === "nav"; }
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (isSide(event) && document.hidden) { event.preventDefault(); }
  });
  document.addEventListener("htmx:afterRequest", function (event) { /* what was done may need her no more; see layers.js for what redraws the page */
    var asked = event.detail.requestConfig, nav = document.getElementById("nav");
    if (nav && event.detail.successful && asked.verb === "post" && !event.detail.xhr.getResponseHeader("HX-Redirect")) {
      window.htmx.trigger(nav, "acted");
    }
  });
  ["htmx:sendError", "htmx:responseError"].forEach(function (name) {
    window.addEventListener(name, function (event) { if (isSide(event)) { event.stopPropagation(); } }, true);
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (isSide(event) && event.detail.xhr.responseURL.indexOf(event.target.getAttribute("hx-get")) < 0) { event.detail.shouldSwap = false; }
  });
})();
