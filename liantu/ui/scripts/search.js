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
})();
