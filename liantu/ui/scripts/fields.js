/* Fields of forms: what is being typed is settled before anybody is asked about it. */
(function () {
  "use strict";
  var waits = null;

  /* A word typed by pinyin passes through letters that mean nothing: `settled` comes once, when the word stands. */
  function settle(field) {
    window.clearTimeout(waits);
    waits = window.setTimeout(function () { field.dispatchEvent(new CustomEvent("settled", { bubbles: true })); }, 250);
  }
  document.addEventListener("input", function (event) { if (!event.isComposing) { settle(event.target); } }, true);
  document.addEventListener("compositionend", function (event) { settle(event.target); }, true);
})();
