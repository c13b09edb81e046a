// A refused step answers 422 with what is missing: it is shown beside the form, not thrown away.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 && event.detail.target && event.detail.target.id === "told") {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
