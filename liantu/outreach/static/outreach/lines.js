// One more line of stops or people: a copy of the last one, emptied.
(() => {
  "use strict";
  document.querySelectorAll("[data-more-lines]").forEach((button) => {
    button.addEventListener("click", () => {
      const lines = button.parentElement.querySelector("[data-lines]");
      const line = lines.lastElementChild.cloneNode(true);
      line.querySelectorAll("input").forEach((field) => { field.value = ""; });
      lines.append(line);
      line.querySelector("input").focus();
    });
  });
})();
