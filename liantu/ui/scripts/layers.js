/* What lies above the page, and what is written on it without leaving it: drawer, toasts, composer, one field. */
(function () {
  "use strict";
  var doc = document, opener = null, isLeaving = false, dropped = null, pending = null;

  function drawer() { return doc.getElementById("drawer"); }
  function plain(address) {
    var url = new URL(address, location.href);
    url.searchParams.delete("do");
    return url.pathname + url.search + url.hash;
  }
  function isShown(one) { return one && one.isConnected && one.getClientRects().length > 0; }
  function focusOn(one) {
    if (isShown(one)) { one.focus(); return doc.activeElement === one; }
    return false;
  }
  /* Back to where the reader was: what opened the layer, the same thing in a part that was drawn anew, else the page */
  function focusBack() {
    var was = opener || {}, menu = was.closest && was.closest("details[data-menu]");
    focusOn(menu ? menu.querySelector("summary") : was) || focusOn(was.id && doc.getElementById(was.id)) ||
      focusOn(doc.querySelector("#" + CSS.escape(was.edit || "-") + " [data-inline]")) ||
      focusOn(was.dataset && doc.querySelector('main [data-drawer="' + CSS.escape(was.dataset.drawer || "") + '"]')) ||
      focusOn(doc.getElementById("main"));
  }

  /* Drawer: a form beside the page it is about. Its address is ?do=…; without script it is a page of its own. */
  function load(href, from) {
    opener = from || opener;
    window.htmx.ajax("GET", href, { target: "#drawer", swap: "innerHTML", source: from || doc.body, push: "false" });
  }
  function open(link) {
    var box = drawer(), href = link.href, menu = link.closest("details[data-menu]");
    if (menu) { menu.open = false; }
    pending = link;
    if (box.dataset.of === href && box.querySelector("[data-typed]")) { opener = link; show(); } else { load(href, link); }
  }
  function show() {
    var box = drawer(), url = new URL(location.href);
    if (pending) {
      box.dataset.of = pending.href;
      url.searchParams.set("do", pending.dataset.drawer);
      if (!box.open) { history.pushState({ drawer: pending.href, pushed: true }, "", url); }
      pending = null;
    }
    if (!box.open) { box.showModal(); }
    (box.querySelector(".problems") || box.querySelector("[autofocus]") || box.querySelector("h2") || box).focus();
    var field = dropped && box.querySelector("input[type=file]");
    if (field) { field.files = dropped; field.dispatchEvent(new Event("change", { bubbles: true })); }
    dropped = null;
  }
  function leave() {
    var state = history.state;
    if (!state || !state.drawer) { return; }
    if (state.pushed) { isLeaving = true; history.back(); } else { history.replaceState(null, "", plain(location.href)); }
  }
  doc.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-drawer],a[data-inline]"), box = drawer();
    if (event.target.closest("[data-drawer-shut]")) { event.preventDefault(); box.close(); return; }
    if (!link || !box || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    if (link.hasAttribute("data-inline")) { edit(link); } else { open(link); }
  });
  doc.addEventListener("htmx:afterSwap", function (event) { if (event.detail.target.id === "drawer") { show(); } });
  doc.addEventListener("input", function (event) {
    if (event.target.closest("#drawer")) { event.target.setAttribute("data-typed", ""); }
  });
  doc.addEventListener("close", function (event) {
    if (event.target.id === "drawer") { leave(); focusBack(); }
  }, true);
  window.addEventListener("popstate", function (event) {
    var box = drawer(), wants = event.state && event.state.drawer;
    if (!box || !(wants || box.open || isLeaving)) { return; }
    event.stopImmediatePropagation(); /* nothing for htmx to restore: the page below never went away */
    isLeaving = false;
    if (wants) { load(wants); } else if (box.open) { box.close(); }
  });
  doc.addEventListener("DOMContentLoaded", function () {
    var asked = new URL(location.href).searchParams.get("do"), was = history.state && history.state.drawer;
    var link = asked && doc.querySelector('a[data-drawer="' + CSS.escape(asked) + '"]');
    if (asked && drawer() && (was || link)) {
      history.replaceState({ drawer: was || link.href, pushed: Boolean(was && history.state.pushed) }, "");
      load(was || link.href, link);
    }
  });

  /* What was done is seen on the page at once, without the page being loaded anew */
  doc.addEventListener("htmx:beforeOnLoad", function (event) {
    var xhr = event.detail.xhr, again = xhr.getResponseHeader("HX-Refresh") === "true";
    if (!again && !xhr.getResponseHeader("HX-Redirect")) { return; }
    var box = drawer(), at = plain(location.href), isOpen = box && box.open;
    if (again && doc.body.classList.contains("workspace")) {
      event.preventDefault();
      if (isOpen) { box.textContent = ""; box.close(); } else { opener = doc.activeElement; }
      var place = opener.closest && opener.closest("[data-edit]");
      if (place) { opener = { edit: place.id }; }
      var y = window.scrollY;
      window.htmx.ajax("GET", at, { source: "body", target: "#main", select: "#main", swap: "outerHTML", selectOOB: "#toasts", headers: { "X-Redraw": "1" } })
        .then(function () { window.scrollTo(0, y); focusBack(); if (doc.getElementById("nav")) { window.htmx.trigger("#nav", "acted"); } });
    } else if (isOpen) { history.replaceState(null, "", at); }
  });

  /* Who went on meanwhile keeps the page she went to */
  doc.addEventListener("htmx:beforeSwap", function (event) {
    var asked = event.detail.requestConfig;
    if (asked && asked.headers["X-Redraw"] && asked.path !== plain(location.href).split("#")[0]) { event.detail.shouldSwap = false; }
  });

  /* A file dropped on the row that asks for it */
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    doc.addEventListener(kind, function (event) {
      var row = event.target.closest && event.target.closest("[data-drop]");
      if (!row || !event.dataTransfer || Array.prototype.indexOf.call(event.dataTransfer.types, "Files") < 0) { return; }
      event.preventDefault();
      row.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") { dropped = event.dataTransfer.files; open(row.querySelector("a[data-drawer]")); }
    });
  });

  /* One line and Enter; a field where it stands: Enter keeps, Escape leaves it as it was */
  doc.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    var line = event.target.closest("[data-composer]"), field = event.target.closest("[data-inline-form]");
    if (event.key === "Enter" && line && !event.shiftKey) {
      event.preventDefault();
      if (line.value.trim()) { line.form.requestSubmit(); }
    } else if (event.key === "Enter" && field && (event.ctrlKey || event.metaKey)) {
      field.requestSubmit();
    } else if (event.key === "Escape" && field) { restore(field.closest("[data-edit]")); }
  });
  function edit(link) {
    var box = link.closest("[data-edit]");
    box.was = box.innerHTML;
    opener = link;
    window.htmx.ajax("GET", link.href, { target: box, swap: "innerHTML" }).then(function () {
      focusOn(box.querySelector("input:not([type=hidden]),select,textarea"));
    });
  }
  function restore(box) {
    if (box && box.was) { box.innerHTML = box.was; focusOn(box.querySelector("a[data-inline]")); }
  }
  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-inline-cancel]")) { restore(event.target.closest("[data-edit]")); }
  });

  /* Toasts leave by themselves; what went wrong stays */
  function watch() {
    doc.querySelectorAll(".toast:not([data-watched])").forEach(function (toast) {
      toast.setAttribute("data-watched", "");
      if (toast.matches(".toast-error,.toast-warning")) { return; }
      window.setTimeout(function () {
        if (toast.matches(":hover, :focus-within")) { toast.removeAttribute("data-watched"); watch(); } else { toast.remove(); }
      }, toast.querySelector("form") ? 12000 : 6000);
    });
  }
  function isEnglish() { return doc.documentElement.lang === "en"; }
  /* The session ended: what is typed stays where it is, the log-in opens beside it */
  doc.addEventListener("liantu:left", function (event) {
    tell(isEnglish() ? "You are logged out; what you typed is still here. " : "登录已过期，写的还在。", event.detail);
  });
  function tell(words, login) {
    var toast = doc.createElement("div"), close = doc.createElement("button");
    toast.className = "toast toast-error";
    var text = toast.appendChild(doc.createElement("p"));
    text.textContent = words;
    if (login) {
      var link = text.appendChild(doc.createElement("a"));
      link.href = login; link.target = "_blank"; link.rel = "noopener"; link.textContent = isEnglish() ? "Log in again" : "重新登录";
    }
    close.type = "button"; close.className = "icon-button"; close.textContent = "×";
    close.setAttribute("data-toast-close", "");
    close.setAttribute("aria-label", isEnglish() ? "Close" : "关闭");
    toast.appendChild(close);
    doc.getElementById("toasts").appendChild(toast);
  }
  doc.addEventListener("htmx:responseError", function (event) {
    tell((isEnglish() ? "The page could not be refreshed" : "页面未能刷新") + " (" + event.detail.xhr.status + ")");
  });
  doc.addEventListener("htmx:sendError", function () { tell(isEnglish() ? "No connection to the server" : "无法连接服务器"); });
  doc.addEventListener("htmx:afterSettle", watch);
  doc.addEventListener("DOMContentLoaded", watch);
})();
