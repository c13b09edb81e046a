/* The page of all rooms, narrowed while a name is typed. */
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

  /* The side asks what needs the reader: not while nobody looks, and without a word when the server is away. */
  function isSide(event) { return event.target.id === "nav"; }
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (isSide(event) && document.hidden) { event.preventDefault(); }
  });
  ["htmx:sendError", "htmx:responseError"].forEach(function (name) {
    window.addEventListener(name, function (event) { if (isSide(event)) { event.stopPropagation(); } }, true);
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (isSide(event) && event.detail.xhr.responseURL.indexOf(event.target.getAttribute("hx-get")) < 0) { event.detail.shouldSwap = false; }
  });
})();
