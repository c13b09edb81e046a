// What a reader can see and reach on a page, asked from inside of it by test_face.py. Answers lists of faults.
window.face = (() => {
  const seen = (one) => one.checkVisibility({ opacityProperty: false, visibilityProperty: true })
    && one.getClientRects().length > 0;
  const told = (one) => {
    const name = one.tagName.toLowerCase() + (one.id ? "#" + one.id : "") + (one.className && one.className.split
      ? "." + one.className.trim().split(/\s+/).slice(0, 2).join(".") : "");
    return `${name} “${(one.getAttribute("aria-label") || one.innerText || one.value || "").trim().slice(0, 24)}”`;
  };
  const hasWords = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isAside = (one) => Boolean(one.closest(".sr, .skip, svg, script, style, noscript, [hidden], [inert]"));

  function weights() {
    return [...document.body.querySelectorAll("*")]
      .filter((one) => hasWords(one) && !isAside(one) && !["400", "600"].includes(getComputedStyle(one).fontWeight))
      .map((one) => `${told(one)} ${getComputedStyle(one).fontWeight}`);
  }

  const drawn = () => new Promise((done) => setTimeout(done, 50));

  // Wider than the window, and who it is; what scrolls by itself (maps, lines of stations, tables) may be wide inside.
  async function wide() {
    const most = innerWidth;
    for (let tries = 0; tries < 10 && document.documentElement.scrollWidth > most + 1; tries += 1) await drawn();  // charts follow
    if (document.documentElement.scrollWidth <= most + 1) return [];
    const own = (one) => { for (let up = one.parentElement; up; up = up.parentElement)
      if (up !== document.body && up !== document.documentElement && getComputedStyle(up).overflowX !== "visible") return true;
      return false; };
    const who = [...document.body.querySelectorAll("*")]
      .filter((one) => one.getBoundingClientRect().right > most + 1 && seen(one) && !own(one)).map(told);
    return [`${document.documentElement.scrollWidth} px on ${most}: ${who.slice(-3)}`];
  }

  // Words cut without a sign of it: what is shortened with … says the rest at its title.
  function cut() {
    return [...document.body.querySelectorAll("*")].filter((one) => {
      if (!hasWords(one) || isAside(one) || !seen(one)) return false;
      const style = getComputedStyle(one);
      if (style.position === "absolute" && one.clientWidth <= 1) return false;
      const across = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1
        && style.textOverflow !== "ellipsis";
      const down = ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2
        && style.webkitLineClamp === "none" && style.textOverflow !== "ellipsis";
      return across || down;
    }).map(told);
  }

  // WCAG 1.4.12: lines 1.5, letters .12, words .16, paragraphs 2; a sheet of the page's own is allowed by its policy.
  function spacing(on) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = on ? [sheet] : [];
  }

  function words() {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const one = walk.currentNode.parentElement;
      if (one.closest("script, style, noscript, template, textarea, code, pre, body [lang]")) continue;
      const text = walk.currentNode.data.replace(/\s+/g, " ").trim();
      if (text) found.add(text);
    }
    for (const one of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (one.closest("body [lang]")) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const text = (one.getAttribute(name) || "").replace(/\s+/g, " ").trim();
        if (text) found.add(text);
      }
    }
    return [...found];
  }

  const REACHED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  // Reached by arrows inside a thing that is itself reached by Tab.
  const ROVING = "[role=option], [role=menuitem], [role=tab], [role=gridcell], [role=row]";
  function stops() {
    const groups = new Set();
    return [...document.body.querySelectorAll(REACHED)].filter((one) => {
      if (one.disabled || !seen(one) || one.closest("[inert]") || one.tabIndex < 0) return false;
      if (one.matches("fieldset[disabled] *")) return false;
      if (one.type !== "radio" || !one.name) return true;
      const group = (one.form ? one.form.id + one.form.action : "") + one.name;
      if (groups.has(group)) return false;
      groups.add(group);
      return true;
    });
  }

  // Pressed by a pointer, yet no stop of Tab.
  function missed() {
    return [...document.body.querySelectorAll("a, button, summary, [data-dialog], [data-drawer], [hx-get], [hx-post]")]
      .filter((one) => seen(one) && !one.disabled && one.tabIndex < 0 && !one.matches(ROVING)
        && !one.closest("[inert], [aria-hidden=true]")
        && !one.matches("form, nav, section, div, ul, dialog, aside, tr, input, main, details")
        && !one.closest("[data-rows], svg")).map(told);  // one stop each: arrows go on inside
  }

  let walked = [];
  function ring(one) {
    if (one.ownerSVGElement) return one.matches(":focus-visible");  // drawn by the sheet of the map
    const near = [one, one.closest("label"), one.nextElementSibling, one.parentElement,
      one.closest(".chip-filter, .search-dialog, .shot-add, .drop, .table tr, [data-combobox]")];
    return near.some((two) => two && getComputedStyle(two).outlineStyle !== "none"
      && parseFloat(getComputedStyle(two).outlineWidth) >= 1);
  }
  function covered(one) {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    const at = [Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 2), box.y + box.height / 2];
    if (at[1] < 0 || at[1] > innerHeight) return true;
    const top = document.elementFromPoint(...at);
    return Boolean(top && !one.contains(top) && !top.contains(one)
      && top.closest(".top, .bottom, .tabs, .page-head, thead, .toasts, .side") && !top.closest("label"));
  }
  function walk() {
    walked = [];
    document.addEventListener("focusin", (event) => {
      const one = event.target;
      walked.push({ one, ring: ring(one), covered: covered(one) });
    });
    if (document.activeElement) document.activeElement.blur();
    return stops().length;
  }
  function walkedThrough() {
    const reached = new Set(walked.map((step) => step.one));
    const faults = stops().filter((one) => !reached.has(one)).map((one) => `never reached: ${told(one)}`);
    for (const step of walked.filter((step) => step.one.isConnected)) {
      if (!step.ring && !step.one.matches("main, iframe")) faults.push(`no ring: ${told(step.one)}`);
      if (step.covered) faults.push(`under something: ${told(step.one)}`);
    }
    const back = walked.findIndex((step, at) => at > 0 && walked[at - 1].one.isConnected && step.one.isConnected
      && walked[at - 1].one.compareDocumentPosition(step.one) & Node.DOCUMENT_POSITION_PRECEDING
      && step.one !== walked[0].one && at < reached.size && !step.one.matches("[type=radio]"));
    if (back > 0 && !stops().every((one) => one.tabIndex === 0)) faults.push(`out of order: ${told(walked[back].one)}`);
    return [...new Set(faults)];
  }

  // Where links, forms and swaps lead, and what has nowhere to go.
  function ways() {
    const links = new Set(), forms = new Set(), parts = new Set(), faults = [];
    for (const one of document.querySelectorAll("a")) {
      const to = one.getAttribute("href");
      if (to === null) { if (seen(one) && !one.matches("[role], [aria-disabled]")) faults.push(`no address: ${told(one)}`); continue; }
      if (to.startsWith("#")) {
        if (to.length > 1 && !document.getElementById(decodeURIComponent(to.slice(1)))) faults.push(`no such part: ${to}`);
        if (to === "#") faults.push(`leads nowhere: ${told(one)}`);
      } else if (/^(https?:)?\/\//.test(to) && new URL(to, location).host !== location.host) continue;
      else if (/^(mailto|tel|blob|data):/.test(to)) continue;
      else links.add(new URL(to, location).pathname + new URL(to, location).search);
    }
    for (const one of document.querySelectorAll("form")) {
      const method = (one.getAttribute("method") || "get").toLowerCase();
      if (method !== "dialog") forms.add(new URL(one.getAttribute("action") || "", location).pathname);
    }
    for (const one of document.querySelectorAll("[hx-get]"))
      parts.add(new URL(one.getAttribute("hx-get") || "", location).pathname + new URL(one.getAttribute("hx-get") || "", location).search);
    for (const one of document.querySelectorAll("[hx-post]"))
      forms.add(new URL(one.getAttribute("hx-post") || "", location).pathname);
    for (const one of document.querySelectorAll("[data-dialog], [aria-controls]")) {
      const id = one.dataset.dialog || one.getAttribute("aria-controls");
      if (one.dataset.dialog && !document.getElementById(id)) faults.push(`opens nothing: ${told(one)}`);
    }
    for (const one of document.querySelectorAll("button")) {
      const does = one.form || one.hasAttribute("form") || Object.keys(one.dataset).length
        || [...one.attributes].some((name) => /^(hx-|aria-controls|aria-expanded|role|command)/.test(name.name))
        || one.id || one.closest("[data-combobox], [data-list], [data-files], [data-day], [data-chain-map], [data-lines], dialog");
      if (!does) faults.push(`does nothing: ${told(one)}`);
    }
    return { links: [...links], forms: [...forms], parts: [...parts], faults };
  }

  return { weights, wide, cut, spacing, words, missed, walk, walkedThrough, ways, told };
})();
