/* Review: rows beside their text. j and k move, the keys of acts (frame.js) decide, what is decided leads on to the next. */
(function () {
  "use strict";
  var doc = document, current = "", next = "";
  function root() { return doc.querySelector("[data-review]"); }
  function facts() { return Array.prototype.slice.call(root().querySelectorAll("[data-fact]")); }
  function factOf(id) { return facts().find(function (one) { return one.dataset.fact === id; }); }
  function isNarrow() { return window.matchMedia("(max-width: 64rem)").matches; }
  function tab(name) {
    var button = doc.getElementById("review-tab-" + name);
    if (isNarrow() && button.getAttribute("aria-selected") !== "true") { button.click(); }
  }

  function show(id, focus) {
    var text = doc.getElementById("review-text"), first = null, fact = factOf(id);
    current = id;
    facts().forEach(function (one) { one.classList.toggle("is-on", one === fact); });
    text.querySelectorAll("mark[data-facts]").forEach(function (mark) {
      var on = mark.dataset.facts.split(" ").indexOf(id) >= 0;
      mark.classList.toggle("is-on", on);
      first = first || (on ? mark : null);
    });
    if (first && !isNarrow()) { text.scrollTop = first.offsetTop - text.clientHeight / 3; }
    if (!fact || focus === false) { return first; }
    fact.focus({ preventScroll: true });
    fact.scrollIntoView({ block: "nearest" });
    return first;
  }
  function move(step) {
    var all = facts(), at = all.findIndex(function (one) { return one.dataset.fact === current; });
    var there = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
    if (there) { show(there.dataset.fact); }
  }
  /* The next that waits: behind the row, else from the beginning */
  function waiting(row) {
    var all = facts(), at = all.indexOf(row);
    return all.slice(at + 1).concat(all.slice(0, at)).find(function (one) { return one.hasAttribute("data-open"); });
  }
  function begin() {
    if (!root()) { return; }
    var asked = location.hash.indexOf("#fact-") === 0 && factOf(location.hash.slice(6)), open = factOf(current) || waiting(null);
    if (isNarrow()) { doc.getElementById("review-text").hidden = doc.getElementById("review-tab-text").getAttribute("aria-selected") !== "true"; }
    if (asked && !current) { show(asked.dataset.fact); } else if (open) { show(open.dataset.fact, false); }
  }
  doc.addEventListener("DOMContentLoaded", begin);

  doc.addEventListener("keydown", function (event) {
    if (!root() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog")) { return; }
    if (event.target.closest("input, textarea, select")) {
      var form = event.target.closest("[data-fact] details[open]");
      if (event.key === "Escape" && form) { form.open = false; show(current); }
      return;
    }
    var step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (event.key.length === 1 || event.target.closest("[data-fact]"))) { event.preventDefault(); move(step); }
  });
  doc.addEventListener("click", function (event) {
    if (!root() || !root().contains(event.target)) { return; }
    var mark = event.target.closest("mark[data-facts]"), fact = event.target.closest("[data-fact]");
    if (mark) { tab("facts"); show(mark.dataset.facts.split(" ")[0]); return; }
    if (!fact) { return; }
    if (event.target.closest("[data-in-text]")) {
      tab("text");
      var first = show(fact.dataset.fact, false);
      if (first) { first.scrollIntoView({ block: "center" }); }
    } else if (fact.dataset.fact !== current) { show(fact.dataset.fact, !event.target.closest("button, a, summary, input, select") && undefined); }
  });

  /* A decision draws its row anew: refused it stays on, done the next one that waits is on */
  doc.addEventListener("htmx:beforeRequest", function (event) {
    var row = event.target.closest("[data-review] [data-fact]"), after = row && event.target.closest(".fact-decide") && waiting(row);
    next = after ? after.dataset.fact : "";
  });
  doc.addEventListener("htmx:afterSettle", function (event) {
    if (!root()) { return; }
    if (event.target.id === "main" || event.target.contains(root())) { begin(); return; }
    var row = event.target.closest("[data-fact]");
    if (!row) { return; }
    var isRefused = event.detail.xhr.status === 422;
    if (isRefused) { show(row.dataset.fact, false); } else { show(next && !row.hasAttribute("data-open") ? next : row.dataset.fact); }
    next = "";
  });
})();
