/* What lies above the page and asks first: the deed as title, what it means, two worded buttons, focus on the safe one. */
(function () {
  "use strict";
  const doc = document, isZh = doc.documentElement.lang !== "en";
  let asked = null;
  function make(tag, className, text) {
    const made = doc.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }
  function ask(form, button, words) {
    const dialog = make("dialog", "dialog ask", ""), deed = (button.dataset.deed || button.getAttribute("aria-label") || button.textContent).trim();
    const title = make("h2", "", deed), text = make("p", "", words), row = make("div", "form-end", "");
    const no = make("button", "button", isZh ? "不" + (deed.length < 8 ? deed : "做") : "Do not"), yes = make("button", "button " + (button.classList.contains("button-main") ? "button-main" : "button-bad"), deed);
    title.id = "ask-title"; text.id = "ask-text";
    dialog.setAttribute("aria-labelledby", title.id); dialog.setAttribute("aria-describedby", text.id);
    no.type = yes.type = "button"; no.autofocus = true;
    row.append(no, yes);
    dialog.append(title, text, row);
    doc.body.append(dialog);
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); if (dialog.returnValue === "yes") { asked = button; button.click(); asked = null; } });
    no.onclick = () => dialog.close("no");
    yes.onclick = () => dialog.close("yes");
    dialog.showModal();
  }
  /* The very button is pressed again once the answer is yes: what it sends and the token against sending twice stay */
  doc.addEventListener("submit", function (event) {
    const button = event.submitter || event.target.querySelector("button:not([type=button]),[type=submit]");
    const words = (button && button.dataset.confirm) || event.target.dataset.confirm;
    if (!words || !button || asked === button) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(event.target, button, words);
  }, true);
})();
