// Sliders show their value while they move; the saved list takes the question as it stands in the controls.
(() => {
  "use strict";
  const question = document.getElementById("question");
  const keep = document.getElementById("keep");
  if (!question) return;
  question.addEventListener("input", (event) => {
    const output = document.getElementById(event.target.dataset.output || "");
    if (output) output.value = event.target.value;
  });
  if (!keep) return;
  keep.addEventListener("submit", () => {
    keep.querySelectorAll("[data-copied]").forEach((field) => field.remove());
    for (const [name, value] of new FormData(question)) {
      if (name === "title" || name === "csrfmiddlewaretoken" || name === "once" || value === "") continue;
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      field.dataset.copied = "1";
      keep.append(field);
    }
  });
})();
