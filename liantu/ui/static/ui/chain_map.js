/* The chain map: follow the flow by pointer or arrow keys, zoom, pan, show only some stages, the gaps, or one link. */
(function () {
  "use strict";

  function list(text) { return text ? text.split(" ") : []; }

  function start(figure) {
    if (figure.hasAttribute("data-started")) { return; }
    figure.setAttribute("data-started", "");
    var svg = figure.querySelector(".map-svg");
    if (!svg) { return; }
    var nodes = Array.prototype.slice.call(svg.querySelectorAll(".map-node"));
    var edges = Array.prototype.slice.call(svg.querySelectorAll(".map-edge"));
    var byCode = new Map(nodes.map(function (node) { return [node.dataset.code, node]; }));
    var whole = svg.getAttribute("viewBox").split(" ").map(Number);
    var view = whole.slice();

    function box(node) { return node.querySelector(".map-card").getBBox(); }

    /* Everything that flows into a link, and everything it flows into */
    function reach(code, key) {
      var seen = new Set([code]), queue = [code];
      while (queue.length) {
        list(byCode.get(queue.pop()).dataset[key]).forEach(function (next) {
          if (!seen.has(next) && byCode.has(next)) { seen.add(next); queue.push(next); }
        });
      }
      return seen;
    }
    function highlight(node) {
      svg.classList.toggle("has-focus", Boolean(node));
      if (!node) { return; }
      var up = reach(node.dataset.code, "up"), down = reach(node.dataset.code, "down");
      nodes.forEach(function (one) { one.classList.toggle("is-near", up.has(one.dataset.code) || down.has(one.dataset.code)); });
      edges.forEach(function (edge) {
        var source = edge.dataset.source, target = edge.dataset.target;
        edge.classList.toggle("is-near", (up.has(source) && up.has(target)) || (down.has(source) && down.has(target)));
      });
    }
    var timer = 0;
    svg.addEventListener("pointerover", function (event) {
      var node = event.target.closest(".map-node");
      window.clearTimeout(timer);
      if (event.pointerType !== "touch") { timer = window.setTimeout(function () { highlight(node); }, node ? 90 : 160); }
    });
    svg.addEventListener("pointerleave", function () { window.clearTimeout(timer); highlight(null); });
    svg.addEventListener("focusin", function (event) { var node = event.target.closest(".map-node"); if (node && node.matches(":focus-visible")) { highlight(node); show(node); } });
    svg.addEventListener("focusout", function () { highlight(null); });

    /* One stop for the Tab key; arrows move along the flow */
    nodes.forEach(function (node, index) { node.setAttribute("tabindex", index ? "-1" : "0"); });
    function go(node) {
      if (!node) { return; }
      nodes.forEach(function (one) { one.setAttribute("tabindex", one === node ? "0" : "-1"); });
      node.focus({ preventScroll: false });
    }
    function nearest(from, candidates) {
      var here = box(from);
      return candidates.reduce(function (best, one) {
        var there = box(one), far = Math.hypot(there.x - here.x, (there.y - here.y) * 1.5);
        return !best || far < best.far ? { node: one, far: far } : best;
      }, null);
    }
    svg.addEventListener("keydown", function (event) {
      var node = event.target.closest(".map-node");
      if (event.key === "+" || event.key === "=") { zoom(1 / 1.25); event.preventDefault(); return; }
      if (event.key === "-") { zoom(1.25); event.preventDefault(); return; }
      if (event.key === "0") { fit(); event.preventDefault(); return; }
      if (event.key === "Escape" && only) { showOnly(null); event.preventDefault(); return; }
      if (!node) { return; }
      if (event.key === "f") { showOnly(node.dataset.code); event.preventDefault(); event.stopPropagation(); return; }
      var shown = nodes.filter(function (one) { return one !== node && !one.classList.contains("is-off"); });
      var here = box(node), found = null;
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        var key = event.key === "ArrowRight" ? "down" : "up", side = event.key === "ArrowRight" ? 1 : -1;
        found = nearest(node, list(node.dataset[key]).map(function (code) { return byCode.get(code); }).filter(function (one) { return shown.indexOf(one) >= 0; })) ||
          nearest(node, shown.filter(function (one) { return (box(one).x - here.x) * side > 20; }));
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        var way = event.key === "ArrowDown" ? 1 : -1;
        found = nearest(node, shown.filter(function (one) { var there = box(one); return (there.y - here.y) * way > 4 && Math.abs(there.x - here.x) < 20; })) ||
          nearest(node, shown.filter(function (one) { return (box(one).y - here.y) * way > 4; }));
      } else if (event.key === "Home") { found = { node: shown[0] }; } else if (event.key === "End") { found = { node: shown[shown.length - 1] }; }
      if (found) { event.preventDefault(); event.stopPropagation(); go(found.node); }
    });

    /* Zoom and pan by the viewBox: no styles needed */
    function draw() {
      svg.setAttribute("viewBox", view.map(function (number) { return number.toFixed(1); }).join(" "));
      var zoomed = view[2] < whole[2] - 1;
      svg.classList.toggle("is-zoomed", zoomed);
      if (mini) {
        mini.toggleAttribute("hidden", !zoomed);
        ["x", "y", "width", "height"].forEach(function (name, index) { window_.setAttribute(name, view[index].toFixed(1)); });
      }
    }
    /* The small map: where in the whole picture the window stands; pressed or dragged, it moves the window */
    var mini = figure.querySelector(".map-mini"), window_ = mini && mini.querySelector("[data-map-view]");
    function moveTo(event) {
      var frame = mini.getBoundingClientRect();
      view[0] = whole[0] + (event.clientX - frame.left) / frame.width * whole[2] - view[2] / 2;
      view[1] = whole[1] + (event.clientY - frame.top) / frame.height * whole[3] - view[3] / 2;
      keepInside(); draw();
    }
    if (mini) {
      mini.addEventListener("pointerdown", function (event) { mini.setPointerCapture(event.pointerId); moveTo(event); });
      mini.addEventListener("pointermove", function (event) { if (event.buttons) { moveTo(event); } });
    }
    function fit() { view = whole.slice(); draw(); }
    function zoom(factor, at) {
      var width = Math.min(whole[2], Math.max(whole[2] / 6, view[2] * factor));
      var share = width / view[2], point = at || { x: view[0] + view[2] / 2, y: view[1] + view[3] / 2 };
      view = [point.x - (point.x - view[0]) * share, point.y - (point.y - view[1]) * share, width, view[3] * share];
      keepInside(); draw();
    }
    function keepInside() {
      view[0] = Math.max(whole[0], Math.min(view[0], whole[2] - view[2]));
      view[1] = Math.max(whole[1], Math.min(view[1], whole[3] - view[3]));
    }
    function show(node) {
      var card = box(node);
      if (card.x < view[0] || card.x + card.width > view[0] + view[2] || card.y < view[1] || card.y + card.height > view[1] + view[3]) {
        view[0] = card.x + card.width / 2 - view[2] / 2; view[1] = card.y + card.height / 2 - view[3] / 2;
        keepInside(); draw();
      }
    }
    function place(event) {
      var point = svg.createSVGPoint(); point.x = event.clientX; point.y = event.clientY;
      return point.matrixTransform(svg.getScreenCTM().inverse());
    }
    svg.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && !event.metaKey) { return; }
      event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, place(event));
    }, { passive: false });
    var pointers = new Map(), dragged = false, from = null, spread = 0;
    svg.addEventListener("pointerdown", function (event) {
      if (event.button) { return; }
      pointers.set(event.pointerId, event); dragged = false; from = place(event); spread = 0;
    });
    window.addEventListener("pointermove", function (event) {
      if (!pointers.has(event.pointerId)) { return; }
      var first = pointers.get(event.pointerId);
      if (pointers.size === 2) {
        pointers.set(event.pointerId, event);
        var two = Array.from(pointers.values()), now = Math.hypot(two[0].clientX - two[1].clientX, two[0].clientY - two[1].clientY);
        if (spread) { zoom(spread / now, from); }
        spread = now; dragged = true; return;
      }
      if (!dragged && Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) < 5) { return; }
      if (view[2] >= whole[2] - 1) { return; }
      dragged = true; svg.classList.add("is-panning");
      var to = place(event); view[0] += from.x - to.x; view[1] += from.y - to.y; keepInside(); draw();
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      window.addEventListener(name, function (event) { pointers.delete(event.pointerId); svg.classList.remove("is-panning"); });
    });
    svg.addEventListener("click", function (event) { if (dragged) { event.preventDefault(); event.stopPropagation(); dragged = false; } }, true);
    svg.addEventListener("dragstart", function (event) { event.preventDefault(); });
    svg.addEventListener("dblclick", function (event) { if (!event.target.closest(".map-node")) { zoom(1 / 1.6, place(event)); } });
    figure.addEventListener("click", function (event) {
      var button = event.target.closest("[data-map-zoom]");
      if (button) { if (button.dataset.mapZoom === "fit") { fit(); } else { zoom(button.dataset.mapZoom === "in" ? 1 / 1.3 : 1.3); } }
      var toggle = event.target.closest(".map-toggle[aria-pressed]");
      if (toggle) { toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true")); filter(); }
    });

    /* Only one link and its neighbours; the address keeps which */
    var only = null, back = figure.querySelector("[data-map-back]");
    function showOnly(code) {
      only = byCode.has(code) ? code : null;
      var address = new URL(window.location.href);
      if (only) { address.searchParams.set("link", only); } else { address.searchParams.delete("link"); }
      window.history.replaceState(window.history.state, "", address);
      if (back) { back.hidden = !only; }
      filter();
      if (only) { around(nodes.filter(function (node) { return !node.classList.contains("is-off"); })); } else { fit(); }
    }
    function around(shown) {
      var boxes = shown.map(box), pad = 30;
      var left = Math.min.apply(null, boxes.map(function (one) { return one.x; })) - pad, top = Math.min.apply(null, boxes.map(function (one) { return one.y; })) - pad;
      var right = Math.max.apply(null, boxes.map(function (one) { return one.x + one.width; })) + pad, bottom = Math.max.apply(null, boxes.map(function (one) { return one.y + one.height; })) + pad;
      var width = Math.min(whole[2], Math.max(right - left, (bottom - top) * whole[2] / whole[3], whole[2] / 3)), height = width * whole[3] / whole[2];
      view = [(left + right - width) / 2, (top + bottom - height) / 2, width, height];
      keepInside(); draw();
    }
    if (back) { back.addEventListener("click", function () { showOnly(null); }); }
    document.addEventListener("click", function (event) {
      var button = event.target.closest("[data-map-only]");
      if (button) { showOnly(button.dataset.mapOnly); figure.scrollIntoView({ block: "nearest" }); }
    });
    ["pointerover", "focusin"].forEach(function (name) {
      document.addEventListener(name, function (event) {
        var row = event.target.closest && event.target.closest("[data-map-focus]");
        if (row) { highlight(byCode.get(row.dataset.mapFocus)); }
      });
    });
    document.addEventListener("pointerout", function (event) { if (event.target.closest && event.target.closest("[data-map-focus]")) { highlight(null); } });

    /* Only some stages, only the gaps (with what flows into and out of them) */
    function filter() {
      var off = new Set();
      figure.querySelectorAll("[data-map-stage]").forEach(function (button) { if (button.getAttribute("aria-pressed") !== "true") { off.add(button.dataset.mapStage); } });
      var gaps = figure.querySelector("[data-map-gaps]"), onlyGaps = gaps && gaps.getAttribute("aria-pressed") === "true";
      var kept = new Set();
      var near = only && new Set([only].concat(list(byCode.get(only).dataset.up), list(byCode.get(only).dataset.down)));
      nodes.forEach(function (node) {
        var isOff = near ? !near.has(node.dataset.code) :
          off.has(node.dataset.stage) || (onlyGaps && !node.classList.contains("map-gap"));
        node.classList.toggle("is-off", isOff);
        node.setAttribute("aria-hidden", String(isOff));
        if (!isOff) { kept.add(node.dataset.code); }
      });
      edges.forEach(function (edge) { edge.classList.toggle("is-off", near ? edge.dataset.source !== only && edge.dataset.target !== only : onlyGaps ? !(kept.has(edge.dataset.source) || kept.has(edge.dataset.target)) : !(kept.has(edge.dataset.source) && kept.has(edge.dataset.target))); });
      svg.querySelectorAll(".map-band").forEach(function (band) { band.classList.toggle("is-off", off.has(band.dataset.stage)); });
      var first = nodes.find(function (node) { return kept.has(node.dataset.code); });
      nodes.forEach(function (node) { node.setAttribute("tabindex", node === first ? "0" : "-1"); });
    }
    if (new URL(window.location.href).searchParams.get("link")) { showOnly(new URL(window.location.href).searchParams.get("link")); }
  }

  function startAll() { document.querySelectorAll("[data-chain-map]").forEach(start); }
  document.addEventListener("DOMContentLoaded", startAll);
  document.addEventListener("htmx:afterSettle", startAll);
  if (document.readyState !== "loading") { startAll(); }
})();
