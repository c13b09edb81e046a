/* Runs before the first paint: the chosen theme, else the one of the system; the side as it was left. */
(function () {
  "use strict";
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try { return localStorage.getItem("liantu-theme"); } catch (error) { return null; }
  }
  function apply() {
    var theme = chosen() || (system.matches ? "dark" : "light");
    root.dataset.theme = theme;
    root.classList.add("js");
    document.dispatchEvent(new CustomEvent("liantu:theme", { detail: theme }));
  }
  window.liantuTheme = {
    toggle: function () {
      try { localStorage.setItem("liantu-theme", root.dataset.theme === "dark" ? "light" : "dark"); } catch (error) { /* private window */ }
      apply();
    }
  };
  window.liantuSide = {
    fold: function () {
      try { localStorage.setItem("liantu-side", root.dataset.side === "folded" ? "" : "folded"); } catch (error) { /* private window */ }
      root.dataset.side = root.dataset.side === "folded" ? "" : "folded";
    }
  };
  try { root.dataset.side = localStorage.getItem("liantu-side") || ""; } catch (error) { /* private window */ }
  system.addEventListener("change", apply);
  apply();
})();
