/* The frame's behaviour: dialogs, menus, toasts, keyboard. No inline handlers: everything by data attributes. */
(function () {
  "use strict";
  var doc = document;

  function each(selector, act, root) { Array.prototype.forEach.call((root || doc).querySelectorAll(selector), act); }
  function isTyping(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  /* Dialogs */
  function openDialog(id) {
    var dialog = doc.getElementById(id);
    if (!dialog || dialog.open) { return; }
    dialog.showModal();
    var field = dialog.querySelector("[autofocus]");
    if (field) { field.focus(); field.select && field.select(); }
  }

  function closeMenus(except) {
    each("details[data-menu][open]", function (menu) { if (menu !== except && !menu.contains(except)) { menu.open = false; } });
  }

  doc.addEventListener("click", function (event) {
    var target = event.target.closest("[data-dialog],[data-dialog-close],[data-side-fold],[data-theme-switch],[data-toast-close],[data-copy],[data-print]");
    var menu = event.target.closest("details[data-menu]");
    closeMenus(menu);
    if (event.target.tagName === "DIALOG" && !event.target.querySelector("[data-typed]")) { event.target.close(); }
    if (target) {
      if (target.hasAttribute("data-dialog")) { openDialog(target.dataset.dialog); }
      if (target.hasAttribute("data-dialog-close")) { target.closest("dialog").close(); }
      if (target.hasAttribute("data-side-fold")) { window.liantuSide.fold(); }
      if (target.hasAttribute("data-theme-switch")) { window.liantuTheme.toggle(); }
      if (target.hasAttribute("data-toast-close")) { target.closest(".toast").remove(); }
      if (target.hasAttribute("data-copy") && navigator.clipboard) { navigator.clipboard.writeText(target.dataset.copy); }
      if (target.hasAttribute("data-print")) { window.print(); }
      return;
    }
  });

  /* Selects that act at once, and buttons that are pressed once; what asks first is in layers.js */
  doc.addEventListener("change", function (event) {
    if (event.target.hasAttribute("data-submit")) { event.target.form.requestSubmit(); }
  });
  doc.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    event.target.querySelectorAll("[data-once]").forEach(function (button) { window.setTimeout(function () { button.disabled = true; }, 0); });
  }, true);

  /* A refusal answers 422 with the form as it was sent and what is wrong: it is shown, not thrown away */
  doc.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  doc.addEventListener("htmx:afterSwap", function (event) {
    var told = event.detail.xhr.status === 422 && doc.querySelector(".problems[tabindex]");
    var next = told || event.target.querySelector("[data-focus]");
    if (next) { next.focus(); }
  });

  /* Keyboard; the rows of lists move in split.js */
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; } /* Enter and the arrows choose a word of the input method */
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openDialog("search-dialog"); return; }
    if (event.key === "Escape") {
      var menu = doc.querySelector("details[data-menu][open]");
      if (menu) { /* one layer at a time: the panel below it stays, the focus goes back to what opened it */
        if (menu.contains(event.target)) { menu.querySelector("summary").focus(); }
        closeMenus(null);
        event.stopImmediatePropagation();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (isTyping(event.target) || event.target.closest("dialog")) { return; }
    if (event.key === "/") {
      var search = doc.querySelector("[data-list] input[type=search]");
      event.preventDefault();
      if (search) { search.focus(); search.select(); } else { openDialog("search-dialog"); }
    } else if (event.key.length === 1 && !event.defaultPrevented) {
      var act = actOf(event.key);
      if (act) { event.preventDefault(); doIt(act, event.key); }
    }
  });

  /* Keys of acts: those of the part that is on (one fact of many), else those of the page itself */
  function actOf(key) {
    var which = '[data-key="' + CSS.escape(key) + '"]', on = doc.querySelector("[data-keys].is-on");
    var found = on && on.querySelector(which);
    if (found) { return found; }
    return Array.prototype.find.call(doc.querySelectorAll(which), function (one) { return !one.closest("[data-keys]"); });
  }
  function doIt(act, key) {
    if (act.tagName === "DETAILS") {
      act.open = !act.open;
      var field = act.querySelector("input:not([type=hidden]),select,textarea");
      if (act.open && field) { field.focus(); }
      return;
    }
    act.click();
    act.dispatchEvent(new CustomEvent("liantu:key", { bubbles: true, detail: { key: key } }));
  }

  /* Tabs: [role=tablist] with buttons aria-controls */
  doc.addEventListener("click", function (event) {
    var tab = event.target.closest("[role=tab]");
    if (!tab) { return; }
    each("[role=tab]", function (other) {
      var isCurrent = other === tab;
      other.setAttribute("aria-selected", String(isCurrent));
      other.tabIndex = isCurrent ? 0 : -1;
      var panel = doc.getElementById(other.getAttribute("aria-controls"));
      if (panel) { panel.hidden = !isCurrent; }
    }, tab.closest("[role=tablist]"));
  });
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    var tab = event.target.closest && event.target.closest("[role=tab]");
    if (!tab || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) { return; }
    var tabs = Array.prototype.slice.call(tab.closest("[role=tablist]").querySelectorAll("[role=tab]"));
    var next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    next.focus(); next.click();
  });

  /* What scrolls can be scrolled by keyboard */
  function watchScroll() { each(".table-wrap:not([tabindex]), pre:not([tabindex])", function (wrap) { wrap.tabIndex = 0; }); }
  doc.addEventListener("htmx:afterSettle", watchScroll);
  doc.addEventListener("DOMContentLoaded", watchScroll);

})();
