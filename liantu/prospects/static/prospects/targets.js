// Sliders show their value while they move.
(() => {
  "use strict";
  document.addEventListener("input", (event) => {
    const output = document.getElementById(event.target.dataset.output || "");
    if (output) output.value = event.target.value;
  });
})();
