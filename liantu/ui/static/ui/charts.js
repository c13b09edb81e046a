/* Draws every figure[data-chart] from the option beside it, in the colours of the page's theme. */
(function () {
  "use strict";
  var maps = {};

  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(); }
  function coloured(value) {
    if (typeof value === "string") { return value.indexOf("token:") === 0 ? token(value.slice(6)) : value; }
    if (Array.isArray(value)) { return value.map(coloured); }
    if (value && typeof value === "object") {
      return Object.keys(value).reduce(function (made, key) { made[key] = coloured(value[key]); return made; }, {});
    }
    return value;
  }
  function theme() {
    var ink = token("ink-2"), line = token("line"), axis = {
      axisLine: { lineStyle: { color: token("line-2") } }, axisLabel: { color: ink }, nameTextStyle: { color: ink }, splitLine: { lineStyle: { color: line } }
    };
    var font = getComputedStyle(document.body).fontFamily;
    return {
      color: [1, 3, 2, 4, 5, 6].map(function (number) { return token("part-" + number); }), backgroundColor: "transparent",
      textStyle: { color: ink, fontFamily: font }, categoryAxis: Object.assign({}, axis, { splitLine: { show: false } }), valueAxis: axis,
      legend: { textStyle: { color: ink } }, visualMap: { textStyle: { color: ink } },
      tooltip: { backgroundColor: token("raised"), borderColor: token("line-2"), textStyle: { color: token("ink") } },
      bar: { label: { color: ink } }, map: { label: { color: ink } }
    };
  }
  function draw(figure) {
    var area = figure.querySelector(".chart-canvas"), source = document.getElementById(figure.dataset.chart);
    if (!area || !source || !window.echarts) { return; }
    var old = window.echarts.getInstanceByDom(area);
    if (old) { old.dispose(); }
    var chart = window.echarts.init(area, theme(), { renderer: "canvas", locale: document.documentElement.lang === "en" ? "EN" : "ZH" });
    chart.setOption(coloured(JSON.parse(source.textContent)));
  }
  function start(figure) {
    var map = figure.dataset.chartMap;
    if (!map) { draw(figure); return; }
    maps[map] = maps[map] || fetch(figure.dataset.chartMapUrl).then(function (answer) { return answer.json(); }).then(function (shapes) { window.echarts.registerMap(map, shapes); });
    maps[map].then(function () { draw(figure); });
  }
  function startAll(root) {
    (root || document).querySelectorAll("[data-chart]:not([data-started])").forEach(function (figure) { figure.setAttribute("data-started", ""); start(figure); });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-chart-table]");
    if (!button) { return; }
    var table = document.getElementById(button.getAttribute("aria-controls"));
    table.hidden = !table.hidden;
    button.setAttribute("aria-expanded", String(!table.hidden));
  });
  document.addEventListener("liantu:theme", function () { document.querySelectorAll("[data-chart][data-started]").forEach(start); });
  window.matchMedia("print").addEventListener("change", function () { document.querySelectorAll("[data-chart][data-started]").forEach(start); });
  var waiting = 0;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      document.querySelectorAll(".chart-canvas").forEach(function (area) { var chart = window.echarts && window.echarts.getInstanceByDom(area); if (chart) { chart.resize(); } });
    }, 120);
  });
  document.addEventListener("htmx:afterSettle", function () { startAll(); });
  document.addEventListener("DOMContentLoaded", function () { startAll(); });
  if (document.readyState !== "loading") { startAll(); }
})();
