/* The day: a thing that is done says so, offers the way back, and leaves; the keyboard goes on to the next one. */
(function () {
  "use strict";
  var doc = document, STAYS = 10000;

  function next(row) {
    var rows = Array.prototype.slice.call(doc.querySelectorAll("[data-row]")).filter(function (one) { return one.offsetParent; });
    var after = rows.filter(function (one) { return row.compareDocumentPosition(one) & 4; });
    return (after[0] || rows[rows.length - 1] || doc.getElementById("main")).querySelector("[data-row-link]") || doc.getElementById("main");
  }
  function count(row, by) {
    [row.closest("[data-band]"), row.closest(".block")].forEach(function (part) {
      var told = part && part.querySelector("[data-count]"), n = told ? Number(told.textContent) + by : 1;
      if (told) { told.textContent = n; }
      if (part && part.hasAttribute("data-band") && n < 1) { part.hidden = true; }
    });
  }
  function leave(row) {
    if (!row.isConnected) { return; }
    if (row.matches(":hover, :focus-within")) { window.setTimeout(function () { leave(row); }, 2000); return; }
    count(row, -1);
    row.remove();
  }
  doc.addEventListener("htmx:afterSettle", function (event) {
    var row = event.target.closest && event.target.closest(".duty");
    if (!row || !event.detail.xhr || event.detail.xhr.status === 422) { return; }
    if (row.hasAttribute("data-leaves")) {
      window.setTimeout(function () { leave(row); }, STAYS);
      next(row).focus();
    } else { (row.querySelector("input:not([type=hidden])") || row.querySelector("[data-row-link]") || row).focus(); }
  });
  doc.addEventListener("keydown", function (event) {
    var back = event.key === "Escape" && !event.isComposing && event.target.closest(".duty-form");
    if (back) { back.querySelector("[data-back]").click(); }
  });
})();
